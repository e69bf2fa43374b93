import { itemOf, type Account } from '../account.js';
import { flag, group, requiredText, rows, text, type Params } from '../api/params.js';
import { noSuchIn, StripeError } from '../api/stripe.errors.js';
import { draftInvoice, periodLine } from '../billing/invoicing.js';
import { planChange, unusedTime } from '../billing/proration.js';
import { copyOf } from '../copy.js';
import { nextPeriodEnd } from '../period.js';
import type { Line } from '../resources/invoice-line.js';
import { previewOf } from '../resources/invoice.js';
import type { Invoice, Subscription } from '../types.js';
import { changeIn } from './subscription-update.js';

/** The next invoice of a subscription, or the one that a change would bring at once. Nothing is changed by asking. */
export function previewIn(account: Account, params: Params): Invoice {
  const id = text(params, 'subscription') ?? newestOf(account, requiredText(params, 'customer'));
  const found = account.state.subscriptions[id];
  if (!found) throw noSuchIn('subscription', 'subscription', id);
  const subscription = copyOf(found);
  const details = group(params, 'subscription_details');
  const endsNow = flag(details, 'cancel_now') ?? false;
  if (endsNow) return preview(account, subscription, [unusedTime(account, subscription)]);
  const [asked] = rows(details, 'items');
  if (asked) return previewChange(account, subscription, asked, details);
  const isEnding = subscription.cancel_at_period_end || flag(details, 'cancel_at_period_end');
  if (subscription.status === 'canceled' || isEnding) throw none(subscription.customer);
  return preview(account, subscription, [nextPeriod(account, subscription)]);
}

function previewChange(account: Account, subscription: Subscription, asked: Params, details: Params): Invoice {
  const change = changeIn(account, subscription, asked, details, 'subscription_details[items][0]');
  const plan = planChange(account, subscription, change);
  const changed = copyOf(subscription);
  Object.assign(itemOf(changed), { price: change.price, quantity: change.quantity });
  if (plan.isInvoicedNow) return preview(account, changed, plan.lines);
  return preview(account, changed, [...plan.lines, nextPeriod(account, changed)]);
}

function preview(account: Account, subscription: Subscription, lines: Line[]): Invoice {
  const previousPeriodStart = itemOf(subscription).current_period_start;
  return previewOf(draftInvoice(account, subscription, { reason: 'upcoming', lines, previousPeriodStart }));
}

function nextPeriod(account: Account, subscription: Subscription): Line {
  const { current_period_end: start, price } = itemOf(subscription);
  const end = nextPeriodEnd(subscription.billing_cycle_anchor, price.recurring, start);
  return { ...periodLine(account, subscription), period: { start, end } };
}

function newestOf(account: Account, customer: string): string {
  const live = account.subscriptionsOf(customer).filter(({ status }) => status !== 'canceled');
  const newest = live.at(-1);
  if (!newest) throw none(customer);
  return newest.id;
}

function none(customer: string): StripeError {
  const words = `No upcoming invoices for customer: ${customer}`;
  return new StripeError(404, 'invalid_request_error', words, 'invoice_upcoming_none');
}
