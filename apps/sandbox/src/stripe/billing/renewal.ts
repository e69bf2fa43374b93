import { copyOf } from '../copy.js';
import { itemOf, type Account } from '../account.js';
import { nextPeriodEnd, periodEnd } from '../period.js';
import type { Subscription } from '../types.js';
import { cancelNow } from './cancel.js';
import { collect, findCardOf } from './collect.js';
import { makeInvoice, periodLine } from './invoicing.js';

/** The period is over: the next one begins and is paid, unless the subscription ends here. */
export function turnPeriod(account: Account, subscription: Subscription): void {
  if (subscription.cancel_at_period_end) return cancelNow(account, subscription);
  if (subscription.status === 'trialing') return endTrial(account, subscription);
  const item = itemOf(subscription);
  const start = item.current_period_end;
  beginPeriod(
    account,
    subscription,
    start,
    nextPeriodEnd(subscription.billing_cycle_anchor, item.price.recurring, start),
  );
}

/** The trial is over, by itself or because somebody ends it early: the first paid period begins. */
export function endTrial(account: Account, subscription: Subscription): void {
  const now = account.clock.now();
  const missing = subscription.trial_settings.end_behavior.missing_payment_method;
  if (findCardOf(account, subscription) === null && missing === 'cancel') return cancelNow(account, subscription);
  if (findCardOf(account, subscription) === null && missing === 'pause') return pause(account, subscription);
  const before = copyOf(subscription);
  subscription.trial_end = now;
  subscription.billing_cycle_anchor = now;
  beginPeriod(account, subscription, now, periodEnd(now, itemOf(subscription).price.recurring, 1), before);
}

/** A paused subscription goes on: a period begins and is paid. */
export function resume(account: Account, subscription: Subscription): void {
  const now = account.clock.now();
  const before = copyOf(subscription);
  subscription.billing_cycle_anchor = now;
  beginPeriod(account, subscription, now, periodEnd(now, itemOf(subscription).price.recurring, 1), before);
  account.events.record('customer.subscription.resumed', subscription);
}

function beginPeriod(
  account: Account,
  subscription: Subscription,
  start: number,
  end: number,
  before = copyOf(subscription),
): void {
  const item = itemOf(subscription);
  const previousPeriodStart = item.current_period_start;
  item.current_period_start = start;
  item.current_period_end = end;
  // An unpaid subscription runs on, but nothing more is asked for.
  if (subscription.status !== 'unpaid') {
    const lines = [periodLine(account, subscription)];
    const invoice = makeInvoice(account, subscription, { reason: 'subscription_cycle', lines, previousPeriodStart });
    subscription.status = collect(account, invoice, subscription) ? 'active' : 'past_due';
  }
  account.events.recordChange('customer.subscription.updated', subscription, before);
}

function pause(account: Account, subscription: Subscription): void {
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.status = 'paused';
  });
  account.events.record('customer.subscription.paused', subscription);
}
