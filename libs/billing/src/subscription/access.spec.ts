import { ACCESS_REASONS } from '@app/protocol';
import { accessOf, isAllowing, MOMENTS, reasonFor, STATUSES, type Term } from './access.js';

const NOW = new Date('2026-06-15T12:00:00Z');
const HOUR = 3_600_000;
const GRACE = { seconds: 3600, pastDueDays: 3 };
const inHours = (hours: number) => new Date(NOW.getTime() + hours * HOUR);
const term = (status: string, startsInHours: number, endsInHours: number): Term => ({
  status,
  currentPeriodStart: inHours(startsInHours),
  currentPeriodEnd: inHours(endsInHours),
});
const at = (each: Term, grace = GRACE, now = NOW) => accessOf(each, grace, now);

// Written out by hand, apart from the table: inside the period, half an hour after its end, two hours after, no end known.
type Row = [status: string, inside: string, inGrace: string, after: string, noEnd: string];
const EXPECTED: Row[] = [
  ['active', 'yes active', 'yes grace', 'no ended', 'no end_unknown'],
  ['trialing', 'yes trial', 'yes grace', 'no ended', 'no end_unknown'],
  ['canceled', 'no canceled', 'no canceled', 'no canceled', 'no canceled'],
  ['unpaid', 'no unpaid', 'no unpaid', 'no unpaid', 'no unpaid'],
  ['incomplete', 'no incomplete', 'no incomplete', 'no incomplete', 'no incomplete'],
  [
    'incomplete_expired',
    'no incomplete_expired',
    'no incomplete_expired',
    'no incomplete_expired',
    'no incomplete_expired',
  ],
  ['paused', 'no paused', 'no paused', 'no paused', 'no paused'],
  ['of_tomorrow', 'no unknown_status', 'no unknown_status', 'no unknown_status', 'no unknown_status'],
  ['', 'no unknown_status', 'no unknown_status', 'no unknown_status', 'no unknown_status'],
  ['ACTIVE', 'no unknown_status', 'no unknown_status', 'no unknown_status', 'no unknown_status'],
  ['constructor', 'no unknown_status', 'no unknown_status', 'no unknown_status', 'no unknown_status'],
];
const words = ({ allowed, reason }: { allowed: boolean; reason: string }) => `${allowed ? 'yes' : 'no'} ${reason}`;

describe('G1 access by status and time', () => {
  it.each(EXPECTED)(
    '%s: inside %s, in grace %s, after %s, without an end %s',
    (status, inside, inGrace, after, noEnd) => {
      expect(words(at(term(status, -200, 500)))).toBe(inside);
      expect(words(at(term(status, -700, -0.5)))).toBe(inGrace);
      expect(words(at(term(status, -700, -2)))).toBe(after);
      expect(words(at({ status, currentPeriodStart: null, currentPeriodEnd: null }))).toBe(noEnd);
    },
  );

  it('covers every status of Stripe, past_due below', () => {
    const covered = EXPECTED.map(([status]) => status);
    expect(STATUSES.filter((status) => !covered.includes(status))).toEqual(['past_due']);
  });

  it.each([
    ['at the first moment of the unpaid period', term('past_due', 0, 700), 'yes payment_grace'],
    ['just before its grace ends', term('past_due', -71.99, 600), 'yes payment_grace'],
    ['exactly when its grace ends', term('past_due', -72, 600), 'no payment_due'],
    ['after its grace, the period still running', term('past_due', -100, 600), 'no payment_due'],
    ['when Stripe did not move the period on', term('past_due', -800, -71), 'yes payment_grace'],
    ['long after a period that was not moved on', term('past_due', -800, -73), 'no payment_due'],
    ['before the unpaid period begins', term('past_due', 1, 700), 'no payment_due'],
    ['without any dates', { status: 'past_due', currentPeriodStart: null, currentPeriodEnd: null }, 'no payment_due'],
  ])('past_due %s', (_, each, expected) => {
    expect(words(at(each))).toBe(expected);
  });

  it('past_due gives nothing without a grace of its own, however long the other one is', () => {
    const none = { seconds: 30 * 86_400, pastDueDays: 0 };
    for (const each of [term('past_due', 0, 700), term('past_due', -1, 700), term('past_due', -700, -0.5)])
      expect(words(at(each, none))).toBe('no payment_due');
  });

  it('ends exactly with the grace, not a millisecond later or earlier', () => {
    const end = new Date(NOW.getTime() + HOUR);
    const each = term('active', -700, 0);
    expect(at(each, GRACE, new Date(end.getTime() - 1)).allowed).toBe(true);
    expect(at(each, GRACE, end).allowed).toBe(false);
    expect(at(each, { ...GRACE, seconds: 0 }, NOW).allowed).toBe(false);
    expect(at(each, { ...GRACE, seconds: 0 }, new Date(NOW.getTime() - 1)).allowed).toBe(true);
  });

  it('says when the grace ends only while it runs', () => {
    expect(at(term('active', -700, -0.5)).graceEndsAt).toEqual(inHours(0.5));
    expect(at(term('past_due', -24, 600)).graceEndsAt).toEqual(inHours(48));
    for (const each of [term('active', -1, 600), term('active', -700, -2), term('canceled', -700, -0.5)])
      expect(at(each).graceEndsAt).toBeNull();
  });

  it('has a code that is known to clients in every cell', () => {
    const cells = [...STATUSES, 'unknown'].flatMap((status) => MOMENTS.map((moment) => reasonFor(status, moment)));
    for (const reason of cells) expect(ACCESS_REASONS).toContain(reason);
    expect(cells.filter(isAllowing)).toHaveLength(5);
  });
});
