import { offerOf } from './plan-offer.js';
import {
  FREE,
  MONTHLY,
  PLANS,
  PRO,
  pretendPro,
  pretendStatus,
  readAsBritish,
  TEAM,
  TEAM_MONTHLY,
  YEARLY,
} from './testing/pretend-billing.js';

describe('the card of a plan', () => {
  beforeAll(readAsBritish);
  const offers = (status: Parameters<typeof offerOf>[2]) => [
    offerOf(FREE, undefined, status, PLANS),
    offerOf(PRO, MONTHLY, status, PLANS),
    offerOf(PRO, YEARLY, status, PLANS),
    offerOf(TEAM, TEAM_MONTHLY, status, PLANS),
  ];
  const yours = { words: 'Your current plan' };
  const begins = { words: 'Begins on 31 December 2099.' };

  it.each(['none', 'canceled', 'incomplete', 'incomplete_expired', 'paused'])('sells to whoever is %s', (status) => {
    expect(offers(pretendStatus({ status }))).toEqual([yours, 'buy', 'buy', 'buy']);
  });
  it.each(['active', 'trialing'])('changes what is %s, and lets go of it', (status) => {
    expect(offers(pretendPro({ status }))).toEqual(['leave', yours, 'change', 'change']);
  });
  it('sells nothing to whoever owes something', () => {
    const settle = { words: 'Settle what is open first.' };
    const waits = { words: 'Waits for its payment.' };
    const without = { words: 'What you have without a subscription.' };
    expect(offers(pretendPro({ status: 'past_due', plan: 'free' }))).toEqual([without, waits, waits, settle]);
    expect(offers(pretendStatus({ status: 'unpaid' }))).toEqual([without, settle, settle, settle]);
  });
  it('says when it begins, instead of leading there twice', () => {
    const at = '2099-12-31T12:00:00Z';
    expect(offers(pretendPro({ pendingChange: { plan: 'team', price: 'team_monthly', at } }))[3]).toEqual(begins);
    expect(offers(pretendPro({ pendingChange: { plan: 'pro', price: 'pro_yearly', at } })).slice(1, 3)).toEqual([
      yours,
      begins,
    ]);
    expect(offers(pretendPro({ cancelAtPeriodEnd: true }))[0]).toEqual(begins);
  });
  it('of the own plan leads from a price that is gone to those there are', () => {
    expect(offers(pretendPro({ plan: 'team', price: 'team_of_last_year' }))[3]).toBe('change');
  });
});
