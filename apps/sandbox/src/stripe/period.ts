import type { Price } from './types.js';

/** The end of the `count`-th period since `anchor`. The 31st becomes the last day of a shorter month, and comes back. */
export function periodEnd(anchor: number, recurring: Price['recurring'], count: number): number {
  const steps = recurring.interval_count * count;
  switch (recurring.interval) {
    case 'day':
      return anchor + steps * 86_400;
    case 'week':
      return anchor + steps * 7 * 86_400;
    case 'month':
      return addMonths(anchor, steps);
    case 'year':
      return addMonths(anchor, steps * 12);
  }
}

/** The first period end of the subscription that lies after `moment`. */
export function nextPeriodEnd(anchor: number, recurring: Price['recurring'], moment: number): number {
  let count = 1;
  while (periodEnd(anchor, recurring, count) <= moment) count++;
  return periodEnd(anchor, recurring, count);
}

function addMonths(anchor: number, months: number): number {
  const from = new Date(anchor * 1000);
  const to = new Date(from);
  to.setUTCDate(1);
  to.setUTCMonth(from.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return to.getTime() / 1000;
}
