import type { BillingStatus, Plan, Price } from '#lib/api/types.js';
import { termOf } from './price-words.js';

/** Who may buy, who may change what they have, and who has something to pay or to settle first. */
export type Standing = 'buyer' | 'subscriber' | 'debtor';

// Nobody but the operator can wake what is paused, so whoever has it may buy anew.
const BUYERS = ['none', 'canceled', 'incomplete', 'incomplete_expired', 'paused'];
const SUBSCRIBERS = ['active', 'trialing'];

export function standingOf({ status }: Pick<BillingStatus, 'status'>): Standing {
  if (SUBSCRIBERS.includes(status)) return 'subscriber';
  return BUYERS.includes(status) ? 'buyer' : 'debtor';
}

/** Whether a subscription runs, paid or not, so that there is something to cancel. */
export const isLive = ({ status }: Pick<BillingStatus, 'status'>) => [...SUBSCRIBERS, 'past_due'].includes(status);

/** Days that would be free now: only for whoever never had a subscription. */
export function trialDaysFor(plan: Plan, { status }: Pick<BillingStatus, 'status'>): number {
  return ['none', 'incomplete_expired'].includes(status) ? (plan.trialDays ?? 0) : 0;
}

/** Every term that something can be paid for, in the order of the plans. */
export function termsOf(plans: Plan[]): string[] {
  return [...new Set(plans.flatMap(({ prices }) => prices.map(termOf)).filter(Boolean))];
}

/** The plan's price for this term, else its first. */
export function priceAt(plan: Plan, term: string): Price | undefined {
  return plan.prices.find((price) => termOf(price) === term) ?? plan.prices[0];
}

/**
 * When a change would take effect, by the API's own rule: what costs at least as much begins now. Plans are compared by
 * what a day costs, terms of one plan by what is paid at once.
 */
export function effectOf(target: Price, current: Price | null, isSamePlan: boolean): 'now' | 'period_end' | 'unknown' {
  const cost = isSamePlan ? (price: Price) => price.amount : costOfDay;
  const [after, before] = [cost(target), current && cost(current)];
  if (after === null || before === null) return 'unknown';
  return after >= before ? 'now' : 'period_end';
}

const DAYS: Record<string, number> = { day: 1, week: 7, month: 365 / 12, year: 365 };

function costOfDay({ amount, interval, intervalCount = 1 }: Price): number | null {
  const days = DAYS[interval ?? ''];
  return amount === null || !days ? null : amount / (days * intervalCount);
}
