import type { Stripe } from 'stripe';

const DAYS: Record<string, number> = { day: 1, week: 7, month: 365 / 12, year: 365 };

/**
 * Whether a change to `target` costs at least as much. Plans are compared by what a day costs, so that paying for a year
 * at once does not make a plan a dear one; intervals of one plan by what is paid at once, so that nobody is credited
 * most of a year for paying monthly from now on.
 */
export function costsAtLeast(target: Stripe.Price, current: Stripe.Price, isSamePlan: boolean): boolean {
  return isSamePlan ? amountOf(target) >= amountOf(current) : costOfDay(target) >= costOfDay(current);
}

/** Fractions of a cent are told only in `unit_amount_decimal`; prices in tiers have no amount and count as nothing. */
function amountOf({ unit_amount, unit_amount_decimal }: Stripe.Price): number {
  return unit_amount ?? Number(unit_amount_decimal ?? 0);
}

function costOfDay(price: Stripe.Price): number {
  const { interval = 'month', interval_count = 1 } = price.recurring ?? {};
  return amountOf(price) / ((DAYS[interval] ?? DAYS.month!) * interval_count);
}
