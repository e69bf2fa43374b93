import { m } from '#messages';
import { api, isAbsent } from '#lib/api/client.js';
import type { BillingStatus, Plan, Quota } from '#lib/api/types.js';
import { boughtPlan, paidPrice } from './holding.js';
import { isLive } from './offers.js';

/** What the signed-in person may use, shared by the pages. `absent`: this deployment has no billing. */
class Billing {
  absent = $state(false);
  status = $state<BillingStatus | null>(null);
  plans = $state<Plan[]>([]);
  error = $state<unknown>(null);
  plansError = $state<unknown>(null);
  #newest = 0;

  readonly price = $derived(paidPrice(this.status, this.plans));
  readonly bought = $derived(boughtPlan(this.status, this.plans));

  /** The name of the plan that is somebody's own among those on offer. */
  readonly own = $derived(this.bought?.name ?? (this.status && !isLive(this.status) ? this.status.plan : null));

  /** The limit that will be reached first. */
  readonly nearestLimit = $derived.by<{ name: string; quota: Quota } | null>(() => {
    const limits = Object.entries(this.status?.quotas ?? {}).flatMap(([name, quota]) =>
      quota ? [{ name, quota, left: quota.limit - quota.used }] : [],
    );
    return limits.sort((a, b) => a.left - b.left)[0] ?? null;
  });

  /** The bought plan's name, for sentences. */
  get boughtLabel(): string {
    return this.bought ? planLabel(this.bought) : m.billing_your_plan();
  }

  /** Reads the status again; a `checkoutSession` makes the API look at that payment first. */
  async refresh(checkoutSession?: string): Promise<void> {
    const question = (this.#newest += 1);
    await this.#keep('error', async () => {
      const status = await api.get('/billing/status', { query: { checkout_session: checkoutSession } });
      // An answer that was overtaken by a newer one says nothing any more.
      if (question === this.#newest) this.status = status;
    });
  }

  /** A status that came with another answer. */
  learn(status: BillingStatus): void {
    this.#newest += 1;
    this.status = status;
    this.error = null;
  }

  async loadPlans(): Promise<void> {
    if (this.plans.length > 0 || this.absent) return;
    await this.#keep('plansError', async () => {
      this.plans = (await api.get('/billing/plans')).plans;
    });
  }

  /** For whoever signs in next. */
  forget(): void {
    this.#newest += 1;
    this.status = null;
    this.error = null;
  }

  has(feature: string): boolean {
    return this.absent || (this.status?.features.some((own) => own === feature) ?? false);
  }

  /** "Pro": the first plan that has the feature, as people know it. */
  planWith(feature: string): string | null {
    const plan = this.plans.find((candidate) => candidate.features.some((its) => its === feature));
    return plan ? planLabel(plan) : null;
  }

  labelOf(name: string): string {
    return planLabel(this.plans.find((plan) => plan.name === name) ?? { name });
  }

  async #keep(failure: 'error' | 'plansError', read: () => Promise<void>): Promise<void> {
    try {
      await read();
      this[failure] = null;
    } catch (error) {
      if (isAbsent(error)) this.absent = true;
      else this[failure] = error;
    }
  }
}

function planLabel(plan: { name: string; label?: string }): string {
  return plan.label ?? plan.name.charAt(0).toUpperCase() + plan.name.slice(1);
}

export const billing = new Billing();
