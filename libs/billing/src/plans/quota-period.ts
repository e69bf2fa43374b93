import type { Quota, QuotaPeriod } from '@app/protocol';

/** One day or month of a quota, in UTC. */
export interface Period {
  start: Date;
  end: Date;
}

const BEGINS: Record<QuotaPeriod, (now: Date, later: number) => number> = {
  day: (now, later) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + later),
  month: (now, later) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + later, 1),
};

/** The period of a quota that a moment lies in; the quota's name says which. */
export function periodOf(quota: Quota, now: Date): Period {
  const begins = BEGINS[quota.slice(quota.lastIndexOf('_') + 1) as QuotaPeriod];
  return { start: new Date(begins(now, 0)), end: new Date(begins(now, 1)) };
}
