import { itemOf, type Account } from '../account.js';
import { periodEnd } from '../period.js';
import type { Line } from '../resources/invoice-line.js';
import type { Subscription } from '../types.js';
import type { ItemChange } from './change-item.js';

/** What a change of a subscription's item costs or credits, and when that is settled. */
export interface ChangePlan {
  lines: Line[];
  isInvoicedNow: boolean;
  /** The period that begins with the change, if one does. */
  period: { start: number; end: number } | null;
}

/** Works out a change without making it. */
export function planChange(account: Account, subscription: Subscription, change: ItemChange): ChangePlan {
  const { recurring } = itemOf(subscription).price;
  const { interval, interval_count } = change.price.recurring;
  const startsAnew = interval !== recurring.interval || interval_count !== recurring.interval_count;
  // Nothing has been paid yet, so there is nothing to credit, and the trial runs on.
  if (subscription.status === 'trialing') return { lines: [], isInvoicedNow: false, period: null };
  const now = account.clock.now();
  const credits = change.proration === 'none' ? [] : [unusedTime(account, subscription, change.prorationDate)];
  if (startsAnew) {
    const period = { start: now, end: periodEnd(now, change.price.recurring, 1) };
    return { lines: [...credits, newTime(account, subscription, change, period, 1)], isInvoicedNow: true, period };
  }
  if (change.proration === 'none') return { lines: [], isInvoicedNow: false, period: null };
  const share = shareLeft(account, subscription, change.prorationDate);
  const rest = { start: change.prorationDate ?? now, end: itemOf(subscription).current_period_end };
  const lines = [...credits, newTime(account, subscription, change, rest, share)];
  return { lines, isInvoicedNow: change.proration === 'always_invoice', period: null };
}

/** The credit for what is left of the period that runs. */
export function unusedTime(account: Account, subscription: Subscription, moment = account.clock.now()): Line {
  const { id, price, quantity, current_period_end } = itemOf(subscription);
  const amount = Math.round(price.unit_amount * quantity * shareLeft(account, subscription, moment));
  return {
    amount: amount === 0 ? 0 : -amount,
    description: `Unused time on ${account.nameOf(price)} after ${dayOf(moment)}`,
    subscriptionItem: id,
    price,
    quantity,
    period: { start: moment, end: current_period_end },
    proration: true,
  };
}

function newTime(
  account: Account,
  subscription: Subscription,
  { price, quantity }: ItemChange,
  period: { start: number; end: number },
  share: number,
): Line {
  const name = account.nameOf(price);
  return {
    amount: Math.round(price.unit_amount * quantity * share),
    description: share === 1 ? `${quantity} × ${name}` : `Remaining time on ${name} after ${dayOf(period.start)}`,
    subscriptionItem: itemOf(subscription).id,
    price,
    quantity,
    period,
    proration: share !== 1,
  };
}

function shareLeft(account: Account, subscription: Subscription, moment = account.clock.now()): number {
  const { current_period_start: start, current_period_end: end } = itemOf(subscription);
  return Math.min(1, Math.max(0, (end - moment) / (end - start)));
}

function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
