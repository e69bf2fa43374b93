import { Subscription } from './subscription.entity.js';

const NOW = new Date('2026-06-15T12:00:00Z');
const HOUR = 3_600_000;
const GRACE = { seconds: 3600, pastDueDays: 3 };

const subscription = (status: string, startsInHours: number, endsInHours: number) =>
  Object.assign(new Subscription(), {
    status,
    currentPeriodStart: new Date(NOW.getTime() + startsInHours * HOUR),
    currentPeriodEnd: new Date(NOW.getTime() + endsInHours * HOUR),
  });

describe('A subscription', () => {
  it.each([
    ['active', -200, 500, true, false],
    ['trialing', -200, 500, true, false],
    ['active', -700, -0.5, false, true],
    ['active', -700, -2, false, false],
    ['past_due', -1, 600, false, true],
    ['past_due', -100, 600, false, false],
    ['unpaid', -1, 600, false, false],
  ])('that is %s from %s h to %s h is active: %s, in grace: %s', (status, start, end, isActive, inGrace) => {
    const each = subscription(status, start, end);
    expect([each.isActive(NOW), each.onGracePeriod(GRACE, NOW)]).toEqual([isActive, inGrace]);
  });

  it('is shown as canceled when it was paid and its time is over, and every other status as it is', () => {
    expect(subscription('active', -700, -2).statusFor(false)).toBe('canceled');
    expect(subscription('active', -200, 500).statusFor(true)).toBe('active');
    expect(subscription('past_due', -1, 600).statusFor(false)).toBe('past_due');
    expect(subscription('of_tomorrow', -1, 600).statusFor(false)).toBe('of_tomorrow');
  });
});
