import { Subscription } from './subscription.entity.js';

const NOW = new Date('2026-06-15T12:00:00Z');
const HOUR = 3_600_000;
const GRACE = { seconds: 3600, pastDueDays: 3 };
const NO_GRACE = { seconds: 0, pastDueDays: 0 };

const subscription = (status: string, startsInHours: number, endsInHours: number) =>
  Object.assign(new Subscription(), {
    status,
    currentPeriodStart: new Date(NOW.getTime() + startsInHours * HOUR),
    currentPeriodEnd: new Date(NOW.getTime() + endsInHours * HOUR),
  });

const isAllowed = (each: Subscription, grace = GRACE) => each.isActive(NOW) || each.onGracePeriod(grace, NOW);

describe('Access by status', () => {
  // Inside the period, half an hour after its end (inside the grace), and two hours after (outside).
  const table: [status: string, inside: boolean, inGrace: boolean, after: boolean][] = [
    ['active', true, true, false],
    ['trialing', true, true, false],
    ['past_due', false, true, true],
    ['canceled', false, false, false],
    ['unpaid', false, false, false],
    ['incomplete', false, false, false],
    ['incomplete_expired', false, false, false],
    ['paused', false, false, false],
    ['a_status_of_tomorrow', false, false, false],
  ];

  it.each(table)('%s: inside the period %s, in its grace %s, afterwards %s', (status, inside, inGrace, after) => {
    expect(isAllowed(subscription(status, -200, 500))).toBe(inside);
    expect(isAllowed(subscription(status, -700, -0.5))).toBe(inGrace);
    expect(isAllowed(subscription(status, -700, -2))).toBe(after);
  });

  it('ends exactly with the grace, not a millisecond later', () => {
    expect(isAllowed(subscription('active', -700, -1))).toBe(false);
    expect(isAllowed(subscription('active', -700, -1 + 1 / HOUR))).toBe(true);
  });

  it('allows a renewal that failed for the grace of past_due, counted from the start of the unpaid period', () => {
    expect(isAllowed(subscription('past_due', -71, 600))).toBe(true);
    expect(isAllowed(subscription('past_due', -73, 600))).toBe(false);
    expect(isAllowed(subscription('past_due', -800, -71))).toBe(true);
    expect(isAllowed(subscription('past_due', -800, -73))).toBe(false);
  });

  it('gives past_due nothing without a grace of its own', () => {
    expect(isAllowed(subscription('past_due', -1, 600), NO_GRACE)).toBe(false);
    expect(isAllowed(subscription('past_due', -700, -0.5), { seconds: 3600, pastDueDays: 0 })).toBe(false);
  });

  it('gives nothing when the end of the period is not known', () => {
    const unknown = Object.assign(new Subscription(), {
      status: 'active',
      currentPeriodStart: null,
      currentPeriodEnd: null,
    });
    expect(isAllowed(unknown)).toBe(false);
  });

  it('shows a paid subscription whose time is over as canceled, and every other status as it is', () => {
    expect(subscription('active', -700, -2).statusFor(false)).toBe('canceled');
    expect(subscription('active', -200, 500).statusFor(true)).toBe('active');
    expect(subscription('past_due', -1, 600).statusFor(false)).toBe('past_due');
  });
});
