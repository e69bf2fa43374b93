import { nextPeriodEnd, periodEnd } from './period.js';

const seconds = (date: string) => Date.parse(`${date}Z`) / 1000;
const monthly = { interval: 'month', interval_count: 1 } as const;

describe('periods', () => {
  it('end on the same day of the next month, at the same time', () => {
    expect(periodEnd(seconds('2026-11-24T10:11:12'), monthly, 1)).toBe(seconds('2026-12-24T10:11:12'));
    expect(periodEnd(seconds('2026-11-24T10:11:12'), monthly, 2)).toBe(seconds('2027-01-24T10:11:12'));
  });

  it('end on the last day of a month that is too short, and come back to their day after it', () => {
    const anchor = seconds('2027-01-31T00:00:00');
    expect(periodEnd(anchor, monthly, 1)).toBe(seconds('2027-02-28T00:00:00'));
    expect(nextPeriodEnd(anchor, monthly, seconds('2027-02-28T00:00:00'))).toBe(seconds('2027-03-31T00:00:00'));
  });

  it('count in days, weeks and years too', () => {
    const anchor = seconds('2028-02-29T00:00:00');
    expect(periodEnd(anchor, { interval: 'day', interval_count: 3 }, 1)).toBe(seconds('2028-03-03T00:00:00'));
    expect(periodEnd(anchor, { interval: 'week', interval_count: 2 }, 1)).toBe(seconds('2028-03-14T00:00:00'));
    expect(periodEnd(anchor, { interval: 'year', interval_count: 1 }, 1)).toBe(seconds('2029-02-28T00:00:00'));
  });
});
