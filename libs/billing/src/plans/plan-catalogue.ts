import { Injectable } from '@nestjs/common';
import type { Feature, Quota } from '@app/protocol';
import { BillingConfig, pricesOf } from '../billing.config.js';

/** One plan as configured. */
export interface Plan {
  name: string;
  label: string;
  /** The ids of its prices at Stripe; none when it cannot be bought. */
  prices: readonly string[];
  trialDays: number;
  features: Feature[];
  quotas: Partial<Record<Quota, number>>;
}

/** One way to pay for a plan. */
export interface Offer {
  plan: Plan;
  price: string;
}

/** The plans of `config/turnpike.yaml`, in its order. */
@Injectable()
export class PlanCatalogue {
  readonly plans: readonly Plan[];

  constructor(config: BillingConfig) {
    this.plans = Object.entries(config.plans).map(([name, plan]) => ({
      name,
      label: plan.label ?? capitalised(name),
      prices: pricesOf(plan),
      trialDays: plan.trial_days,
      features: plan.features,
      quotas: plan.quotas,
    }));
  }

  find(name: string): Plan | null {
    return this.plans.find((plan) => plan.name === name) ?? null;
  }

  /** What everybody has who pays for nothing. */
  free(): Plan {
    return this.find('free')!;
  }

  findByPrice(price: string): Plan | null {
    return this.plans.find((plan) => plan.prices.includes(price)) ?? null;
  }

  /** The plan at this price, or at its first one. Null when the plan is not sold, or not at this price. */
  findOffer(name: string, price?: string): Offer | null {
    const plan = this.find(name);
    const found = price === undefined ? plan?.prices[0] : plan?.prices.find((each) => each === price);
    return plan && found ? { plan, price: found } : null;
  }

  namesWith(feature: Feature): string[] {
    return this.plans.filter(({ features }) => features.includes(feature)).map(({ name }) => name);
  }
}

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
