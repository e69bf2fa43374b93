import { effectOf, priceAt, standingOf, termsOf, trialDaysFor } from './offers.js';
import { FREE, MONTHLY, PLANS, PRO, TEAM, TEAM_MONTHLY, YEARLY } from './testing/pretend-billing.js';

describe('a change of what is paid', () => {
  it.each([
    ['to a dearer plan begins now', TEAM_MONTHLY, MONTHLY, false, 'now'],
    ['to one that costs the same begins now', MONTHLY, MONTHLY, false, 'now'],
    ['to one whose day is cheaper waits, however much is paid at once', YEARLY, MONTHLY, false, 'period_end'],
    ['of the term alone begins now when more is paid at once', YEARLY, MONTHLY, true, 'now'],
    ['of the term alone waits when less is paid at once', MONTHLY, YEARLY, true, 'period_end'],
    ['from what nobody knows is not foretold', MONTHLY, null, false, 'unknown'],
    ['to what has no amount is not foretold', { ...MONTHLY, amount: null }, MONTHLY, false, 'unknown'],
  ] as const)('%s', (_, target, current, isSamePlan, effect) => {
    expect(effectOf(target, current, isSamePlan)).toBe(effect);
  });
});

describe('what is on offer', () => {
  it('comes in the terms that something is sold for', () => {
    expect(termsOf(PLANS)).toEqual(['month', 'year']);
    expect(termsOf([FREE, TEAM])).toEqual(['month']);
  });
  it('is sold for its own term where it has not the chosen one', () => {
    expect([PRO, TEAM, FREE].map((plan) => priceAt(plan, 'year'))).toEqual([YEARLY, TEAM_MONTHLY, undefined]);
  });
  it('may be tried by whoever never had it', () => {
    const days = ['none', 'incomplete_expired', 'canceled', 'incomplete'].map((status) =>
      trialDaysFor(PRO, { status }),
    );
    expect(days).toEqual([14, 14, 0, 0]);
    expect(trialDaysFor(TEAM, { status: 'none' })).toBe(0);
  });
  it('is not for whoever is in a state that nobody knows', () => {
    expect(['none', 'trialing', 'past_due', 'under_review'].map((status) => standingOf({ status }))).toEqual([
      'buyer',
      'subscriber',
      'debtor',
      'debtor',
    ]);
  });
});
