import { api, isAbsent } from '#lib/api/client.js';
import type { BillingStatus, Plan } from '#lib/api/types.js';

/** What the signed-in person may use, shared by the pages. `absent`: this deployment has no billing. */
class Billing {
  absent = $state(false);
  status = $state<BillingStatus | null>(null);
  plans = $state<Plan[]>([]);
  error = $state<unknown>(null);
  #newest = 0;

  /** Reads the status again; a `checkoutSession` makes the API look at that payment first. */
  async refresh(checkoutSession?: string): Promise<void> {
    const query = checkoutSession ? `?checkout_session=${encodeURIComponent(checkoutSession)}` : '';
    const question = (this.#newest += 1);
    await this.#keep(async () => {
      const status = await api.get<BillingStatus>(`/billing/status${query}`);
      // An answer that was overtaken by a newer one says nothing any more.
      if (question === this.#newest) this.status = status;
    });
  }

  async loadPlans(): Promise<void> {
    if (this.plans.length > 0 || this.absent) return;
    await this.#keep(async () => {
      this.plans = (await api.get<{ plans: Plan[] }>('/billing/plans')).plans;
    });
  }

  /** For whoever signs in next. */
  forget(): void {
    this.#newest += 1;
    this.status = null;
    this.error = null;
  }

  has(feature: string): boolean {
    return this.absent || (this.status?.features.includes(feature) ?? false);
  }

  /** "Pro": the first plan that has the feature, as people know it. */
  planWith(feature: string): string | null {
    const plan = this.plans.find((candidate) => candidate.features.includes(feature));
    return plan ? planLabel(plan) : null;
  }

  labelOf(name: string): string {
    return planLabel(this.plans.find((plan) => plan.name === name) ?? { name });
  }

  async #keep(read: () => Promise<void>): Promise<void> {
    try {
      await read();
      this.error = null;
    } catch (error) {
      if (isAbsent(error)) this.absent = true;
      else this.error = error;
    }
  }
}

function planLabel(plan: { name: string; label?: string }): string {
  return plan.label ?? plan.name.charAt(0).toUpperCase() + plan.name.slice(1);
}

export const billing = new Billing();
