import { formatNumber } from '#lib/format.js';

const PERIODS: Record<string, [period: string, each: string]> = {
  day: ['today', 'a day'],
  month: ['this month', 'a month'],
};

/** "turns", "today", "a day" of `turns_per_day`; a quota that nobody has words for is told by its own name. */
export function describeQuota(quota: string): { units: string; period: string; each: string } {
  const [units = quota, name = ''] = quota.split('_per_');
  const [period, each] = PERIODS[name] ?? [name && `this ${name}`, name && `a ${name}`];
  return { units: units.replaceAll('_', ' '), period, each };
}

/** "2,000 turns a day". */
export function describeLimit(quota: string, limit: number): string {
  const { units, each } = describeQuota(quota);
  return `${formatNumber(limit)} ${units} ${each}`.trim();
}
