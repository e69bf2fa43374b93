import { describeAccess } from './access-words.js';
import { pretendPro, readAsBritish } from './testing/pretend-billing.js';

describe('why a feature is somebody’s, or not', () => {
  beforeAll(readAsBritish);
  const MOMENT = '2099-12-31T14:05:00Z';
  const why = (reason: string, changes: Parameters<typeof pretendPro>[0] = {}) =>
    describeAccess({ allowed: false, reason } as Parameters<typeof describeAccess>[0], pretendPro(changes), 'Pro');

  it.each([
    ['active', 'It comes with Pro.'],
    ['trial', 'It comes with Pro, which you try until 31 December 2099.'],
    ['free_plan', 'It is part of every plan.'],
    ['not_in_plan', 'Your plan does not have it.'],
    ['unknown_plan', 'You subscribe to a plan that is not offered any more.'],
    ['payment_due', 'Your last payment did not go through.'],
    ['unpaid', 'Several payments did not go through.'],
    ['paused', 'Your subscription is paused.'],
    ['reason_of_tomorrow', 'The reason is “reason_of_tomorrow”.'],
  ])('%s is told as “%s”', (reason, words) => {
    expect(why(reason)).toBe(words);
  });
  it('says until when a grace lasts', () => {
    expect(why('grace', { graceEndsAt: MOMENT })).toMatch(/you keep it until 31 December 2099, \d\d:05\.$/);
    expect(why('payment_grace', { graceEndsAt: MOMENT })).toMatch(
      /payment failed, and you keep it until 31 December 2099/,
    );
  });
});
