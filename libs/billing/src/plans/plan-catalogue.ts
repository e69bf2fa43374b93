import { Injectable } from '@nestjs/common';
import type { Feature, Quota } from '@app/protocol';
import { BillingConfig } from '../billing.config.js';

/** One plan as configured. */
export interface Plan {
  name: string;
  label: string;
  price?: string;
  features: Feature[];
  quotas: Record<Quota, number>;
}

/** The plans of `config/turnpike.yaml`, in its order. */
@Injectable()
export class PlanCatalogue {
  readonly plans: readonly Plan[];

  constructor(config: BillingConfig) {
    this.plans = Object.entries(config.plans).map(([name, plan]) => ({
      ...plan,
      name,
      label: plan.label ?? capitalised(name),
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
    return this.plans.find((plan) => plan.price === price) ?? null;
  }

  namesWith(feature: Feature): string[] {
    return this.plans.filter(({ features }) => features.includes(feature)).map(({ name }) => name);
  }
}

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
