import { m } from '#messages';
import { formatNumber } from '#lib/format.js';

/** What a quota counts and how often it begins anew, in words. `per` is the period's own name, like "day". */
interface QuotaWords {
  units: string;
  period: string;
  per: string;
}

/** "turns", "today", "day" of `turns_per_day`; a quota that nobody has words for is told by its own name. */
export function describeQuota(quota: string, count = 2): QuotaWords {
  const [unit = quota, per = ''] = quota.split('_per_');
  return {
    units: m.quota_units({ unit, count, name: unit.replaceAll('_', ' ') }),
    period: per && m.quota_period({ period: per }),
    per,
  };
}

/** "2,000 turns a day". */
export function describeLimit(quota: string, limit: number): string {
  const { units, per } = describeQuota(quota, limit);
  const amount = formatNumber(limit);
  return per ? m.quota_limit({ amount, units, period: per }) : `${amount} ${units}`;
}
