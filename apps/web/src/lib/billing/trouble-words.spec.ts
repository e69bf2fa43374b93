import { PLANS, pretendPro, pretendStatus, readAsBritish } from './testing/pretend-billing.js';
import { troubleOf } from './trouble-words.js';

describe('trouble with a subscription', () => {
  beforeAll(readAsBritish);

  it.each(['none', 'active', 'trialing', 'canceled'])('is nothing while it is %s', (status) => {
    expect(troubleOf(pretendPro({ status }), 'Pro', PLANS)).toBeNull();
  });
  it.each([
    ['past_due', 'Your last payment did not go through', ['pay', 'card']],
    ['unpaid', 'Several payments did not go through', ['pay', 'card']],
    ['incomplete', 'Your first payment is not finished', ['pay', 'plans']],
    ['incomplete_expired', 'Your subscription never began', ['plans']],
    ['paused', 'Your subscription is paused', ['plans']],
    ['under_review', 'Stripe reports the state “under_review”', ['portal']],
  ])('that is %s has a name and ways out', (status, title, help) => {
    expect(troubleOf(pretendPro({ status }), 'Pro', PLANS)).toMatchObject({ title, help });
  });
  it('says until when what is paid for stays, or that it is off', () => {
    const late = { status: 'past_due', graceEndsAt: '2099-12-31T14:05:00Z' };
    expect(troubleOf(pretendPro(late), 'Pro', PLANS)?.next).toMatch(
      /^You keep everything in Pro until 31 December 2099, \d\d:05/,
    );
    expect(troubleOf(pretendPro({ status: 'past_due' }), 'Pro', PLANS)?.next).toMatch(
      /^Paid features are switched off/,
    );
  });
  it('is a plan that is gone, whatever else is well', () => {
    const access = { ...pretendStatus().access, turns: { allowed: false, reason: 'unknown_plan' } as const };
    expect(troubleOf(pretendPro({ access }), 'your plan', PLANS)).toMatchObject({
      title: 'Your plan is not offered any more',
      help: ['plans'],
    });
  });
});
