import { FEATURES, type Feature, type FeatureAccess } from '@app/protocol';
import type { Access } from '../subscription/access.js';
import type { Plan, PlanCatalogue } from './plan-catalogue.js';

/** What somebody has bought, if anything, and whether it gives anything now. */
export interface Purchase {
  /** Null when the plan is no longer in the configuration. */
  plan: Plan | null;
  access: Access;
}

/** The plan whose features count. One that is not in the configuration gives what the free plan gives. */
export function effectivePlan(purchase: Purchase | null, catalogue: PlanCatalogue): Plan {
  return (purchase?.access.allowed && purchase.plan) || catalogue.free();
}

/** For every feature whether it is allowed, and why. Guards and explanations both come from here. */
export function explainFeatures(purchase: Purchase | null, catalogue: PlanCatalogue): Record<Feature, FeatureAccess> {
  const plan = effectivePlan(purchase, catalogue);
  const explain = (feature: Feature): FeatureAccess => {
    if (!plan.features.includes(feature))
      return { allowed: false, reason: refusal(feature, purchase), plans: catalogue.namesWith(feature) };
    return { allowed: true, reason: purchase?.plan && purchase.access.allowed ? purchase.access.reason : 'free_plan' };
  };
  return Object.fromEntries(FEATURES.map((feature) => [feature, explain(feature)])) as Record<Feature, FeatureAccess>;
}

function refusal(feature: Feature, purchase: Purchase | null): FeatureAccess['reason'] {
  if (!purchase) return 'not_in_plan';
  if (!purchase.plan) return purchase.access.allowed ? 'unknown_plan' : purchase.access.reason;
  return purchase.plan.features.includes(feature) ? purchase.access.reason : 'not_in_plan';
}
