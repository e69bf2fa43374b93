import type { AccessReason } from '@app/protocol';
import type { BillingConfig } from '../billing.config.js';
import { effectivePlan, explainFeatures } from './feature-access.js';
import { PlanCatalogue } from './plan-catalogue.js';

const quotas = { turns_per_day: 1 };
const prices = {};
const catalogue = new PlanCatalogue({
  plans: {
    free: { features: ['turns'], quotas, prices },
    basic: { features: ['turns', 'long_turns'], quotas, prices },
    pro: { features: ['turns', 'long_turns', 'premium_models'], quotas, prices },
  },
} as unknown as BillingConfig);

const bought = (plan: string, allowed: boolean, reason: AccessReason) => ({
  plan: catalogue.find(plan),
  access: { allowed, reason, graceEndsAt: null },
});
const explained = (...purchase: Parameters<typeof bought> | []) =>
  explainFeatures(purchase.length ? bought(...purchase) : null, catalogue);

describe('The explanation of features', () => {
  it('gives everybody what the free plan has, and says where the rest is', () => {
    expect(explained()).toEqual({
      turns: { allowed: true, reason: 'free_plan' },
      long_turns: { allowed: false, reason: 'not_in_plan', plans: ['basic', 'pro'] },
      premium_models: { allowed: false, reason: 'not_in_plan', plans: ['pro'] },
    });
  });

  it('tells what the plan lacks from what it gives', () => {
    expect(explained('basic', true, 'trial')).toEqual({
      turns: { allowed: true, reason: 'trial' },
      long_turns: { allowed: true, reason: 'trial' },
      premium_models: { allowed: false, reason: 'not_in_plan', plans: ['pro'] },
    });
  });

  it('says why a subscription does not give what it was bought for', () => {
    expect(explained('basic', false, 'payment_due')).toEqual({
      turns: { allowed: true, reason: 'free_plan' },
      long_turns: { allowed: false, reason: 'payment_due', plans: ['basic', 'pro'] },
      premium_models: { allowed: false, reason: 'not_in_plan', plans: ['pro'] },
    });
  });

  it('gives the free plan to whoever pays for one that is not configured any more', () => {
    const { turns, long_turns } = explained('platinum', true, 'active');
    expect([turns, long_turns]).toMatchObject([{ reason: 'free_plan' }, { allowed: false, reason: 'unknown_plan' }]);
    expect(explained('platinum', false, 'canceled').long_turns.reason).toBe('canceled');
  });

  it('comes from the plan that counts', () => {
    expect(effectivePlan(null, catalogue).name).toBe('free');
    expect(effectivePlan(bought('pro', true, 'active'), catalogue).name).toBe('pro');
    expect(effectivePlan(bought('pro', false, 'ended'), catalogue).name).toBe('free');
    expect(effectivePlan(bought('platinum', true, 'active'), catalogue).name).toBe('free');
  });
});
