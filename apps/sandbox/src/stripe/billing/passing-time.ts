import { copyOf } from '../copy.js';
import { itemOf, type Account } from '../account.js';
import { nextPeriodEnd } from '../period.js';
import type { CheckoutSession, Subscription } from '../types.js';
import { cancelNow } from './cancel.js';
import { collect, invoicePeriod } from './collect.js';

/** Something that the passing of time brings about, and when. */
interface DueThing {
  at: number;
  happen: () => void;
}

/** Moves the clock ahead; everything that falls due on the way happens in order, each at its own moment. */
export function advance(account: Account, seconds: number): void {
  const target = account.clock.now() + seconds;
  catchUp(account, target);
  account.clock.moveAhead(seconds);
}

/** Lets everything happen that is due by `moment`. */
export function catchUp(account: Account, moment = account.clock.now()): void {
  for (let next = firstDue(account); next && next.at <= moment; next = firstDue(account)) {
    account.clock.at(next.at, next.happen);
  }
}

function firstDue(account: Account): DueThing | undefined {
  const { subscriptions, checkoutSessions } = account.state;
  return [
    ...Object.values(subscriptions).flatMap((subscription) => dueOf(account, subscription)),
    ...Object.values(checkoutSessions)
      .filter((session) => session.status === 'open')
      .map((session) => ({ at: session.expires_at, happen: () => expireSession(account, session) })),
  ].sort((a, b) => a.at - b.at)[0];
}

function dueOf(account: Account, subscription: Subscription): DueThing[] {
  if (subscription.status === 'canceled') return [];
  const renewal = { at: itemOf(subscription).current_period_end, happen: () => turnPeriod(account, subscription) };
  const invoice = account.state.invoices[subscription.latest_invoice ?? ''];
  if (invoice?.status !== 'open' || invoice.next_payment_attempt === null) return [renewal];
  return [renewal, { at: invoice.next_payment_attempt, happen: () => retry(account, subscription) }];
}

/** Ends an open checkout session. */
export function expireSession(account: Account, session: CheckoutSession): void {
  session.status = 'expired';
  session.url = null;
  account.events.record('checkout.session.expired', session);
}

function turnPeriod(account: Account, subscription: Subscription): void {
  if (subscription.cancel_at_period_end) return cancelNow(account, subscription);
  const item = itemOf(subscription);
  const previousPeriodStart = item.current_period_start;
  const before = copyOf(subscription);
  item.current_period_start = item.current_period_end;
  item.current_period_end = nextPeriodEnd(
    subscription.billing_cycle_anchor,
    item.price.recurring,
    item.current_period_start,
  );
  const invoice = invoicePeriod(account, subscription, {
    reason: 'subscription_cycle',
    amount: item.price.unit_amount * item.quantity,
    description: `${item.quantity} × ${account.nameOf(item.price)}`,
    previousPeriodStart,
  });
  subscription.status = collect(account, invoice, subscription) ? 'active' : 'past_due';
  account.events.recordChange('customer.subscription.updated', subscription, before);
}

function retry(account: Account, subscription: Subscription): void {
  const invoice = account.state.invoices[subscription.latest_invoice ?? ''];
  if (!invoice) return;
  if (collect(account, invoice, subscription)) {
    account.change('customer.subscription.updated', subscription, (changing) => {
      changing.status = 'active';
    });
  } else if (invoice.next_payment_attempt === null) {
    cancelNow(account, subscription, 'payment_failed');
  }
}
