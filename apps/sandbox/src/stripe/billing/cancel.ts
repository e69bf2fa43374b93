import { itemOf, type Account } from '../account.js';
import type { Subscription } from '../types.js';
import { collect } from './collect.js';
import { keepForNextInvoice, makeInvoice } from './invoicing.js';
import { unusedTime } from './proration.js';
import { endSchedule } from './schedule.js';

/** Ends a subscription now. */
export function cancelNow(account: Account, subscription: Subscription, reason = 'cancellation_requested'): void {
  const now = account.clock.now();
  endSchedule(account, subscription, 'canceled');
  subscription.status = 'canceled';
  subscription.canceled_at ??= now;
  subscription.ended_at = now;
  subscription.cancellation_details.reason ??= reason;
  const invoice = account.state.invoices[subscription.latest_invoice ?? ''];
  // What is still owed stays owed, but nobody tries to collect it any more.
  if (invoice?.status === 'open') Object.assign(invoice, { auto_advance: false, next_payment_attempt: null });
  account.events.record('customer.subscription.deleted', subscription);
}

/** Credits what has been paid for and not used, as money that the customer's next invoice is lowered by. */
export function creditUnusedTime(account: Account, subscription: Subscription, isInvoicedNow: boolean): void {
  if (subscription.status === 'trialing') return;
  const lines = [unusedTime(account, subscription)];
  if (!isInvoicedNow) return keepForNextInvoice(account, subscription, lines);
  const previousPeriodStart = itemOf(subscription).current_period_start;
  const invoice = makeInvoice(account, subscription, { reason: 'subscription_update', lines, previousPeriodStart });
  collect(account, invoice, subscription);
}

/** Lets a subscription run to the end of what is paid for, or takes that back. */
export function setCancelAtPeriodEnd(account: Account, subscription: Subscription, atPeriodEnd: boolean): void {
  setCancelAt(account, subscription, atPeriodEnd ? itemOf(subscription).current_period_end : null, atPeriodEnd);
}

/** Lets a subscription run until this moment, or for as long as it is paid. */
export function setCancelAt(
  account: Account,
  subscription: Subscription,
  moment: number | null,
  isPeriodEnd = false,
): void {
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.cancel_at_period_end = isPeriodEnd;
    changing.cancel_at = moment;
    changing.canceled_at = moment === null ? null : account.clock.now();
    const reason = moment === null ? null : 'cancellation_requested';
    changing.cancellation_details = { ...changing.cancellation_details, reason };
  });
}
