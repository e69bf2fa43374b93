import { boughtPlan, isForGonePlan, paidPrice } from './holding.js';
import {
  MONTHLY,
  PLANS,
  PRO,
  pretendPro,
  pretendStatus,
  TEAM,
  TEAM_MONTHLY,
  YEARLY,
} from './testing/pretend-billing.js';

describe('what somebody has bought', () => {
  it('is the plan of the price that they pay, also while it gives nothing', () => {
    const unpaid = pretendPro({ status: 'past_due', plan: 'free', price: TEAM_MONTHLY.id });
    expect([boughtPlan(unpaid, PLANS), paidPrice(unpaid, PLANS)]).toEqual([TEAM, TEAM_MONTHLY]);
    expect(paidPrice(pretendPro({ price: YEARLY.id }), PLANS)).toBe(YEARLY);
  });
  it('costs what the only price of the plan says while nobody tells the price', () => {
    expect(paidPrice(pretendPro({ plan: 'team', price: null }), PLANS)).toBe(TEAM_MONTHLY);
    expect(paidPrice(pretendPro({ price: null }), PLANS)).toBeNull();
  });
  it('is still the plan, at a cost that nobody here knows, when its price is not on offer any more', () => {
    const old = pretendPro({ plan: 'team', price: 'team_of_last_year' });
    expect([boughtPlan(old, PLANS), paidPrice(old, PLANS)]).toEqual([TEAM, null]);
  });
  it('is nothing without a subscription that runs', () => {
    expect(boughtPlan(null, PLANS)).toBeNull();
    expect(boughtPlan(pretendStatus(), PLANS)).toBeNull();
    expect(boughtPlan(pretendPro({ status: 'canceled', plan: 'free' }), PLANS)).toBeNull();
    expect(boughtPlan(pretendPro({ plan: 'free', price: 'gone' }), PLANS)).toBeNull();
  });
  it('may be a plan that is gone, also when only its price is left of it', () => {
    const access = { ...pretendStatus().access, long_turns: { allowed: false, reason: 'unknown_plan' } as const };
    const isGone = (changes: Parameters<typeof pretendPro>[0], plans = PLANS) =>
      isForGonePlan(pretendPro(changes), plans);
    expect(isGone({ access })).toBe(true);
    expect(isGone({ plan: 'free', price: 'price_of_gold' })).toBe(true);
    expect(isGone({ plan: 'free', price: 'price_of_gold' }, [])).toBe(false);
    expect(isGone({ plan: 'team', price: 'team_of_last_year' })).toBe(false);
    expect(isGone({ status: 'past_due', plan: 'free', price: 'team_of_last_year' })).toBe(false);
    expect(isGone({})).toBe(false);
  });
  it('is found among the terms of its plan', () => {
    expect(boughtPlan(pretendPro({ price: MONTHLY.id }), PLANS)).toBe(PRO);
  });
});
