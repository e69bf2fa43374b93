import type { Account } from '../account.js';
import { StripeError } from '../api/stripe.errors.js';
import { periodEnd } from '../period.js';
import { newSubscription } from '../resources/subscription.js';
import type { Customer, DiscountSource, Invoice, Metadata, Price, Subscription } from '../types.js';
import { collect, findCardOf, settle, wouldPay } from './collect.js';
import { setDiscounts } from './discounts.js';
import { draftInvoice, makeInvoice, periodLine } from './invoicing.js';

/** What somebody subscribes to. */
export interface SubscribeTerms {
  customer: Customer;
  price: Price;
  quantity: number;
  paymentMethod: string | null;
  trialEnd: number | null;
  endBehavior: string;
  metadata: Metadata;
  discounts: DiscountSource[];
  automaticTax: boolean;
  checkoutSession: string | null;
  /** The buyer is at the page and their card has been accepted; else it is charged with nobody present. */
  isBuyerPresent: boolean;
  /** Fail rather than leave a subscription behind that is not paid. */
  mustBePaid: boolean;
}

/** Starts a subscription and collects its first payment, if there is one. */
export function subscribe(account: Account, terms: SubscribeTerms): { subscription: Subscription; invoice: Invoice } {
  const now = account.clock.now();
  const subscription = newSubscription({
    ...terms,
    customer: terms.customer.id,
    periodStart: now,
    periodEnd: terms.trialEnd ?? periodEnd(now, terms.price.recurring, 1),
  });
  if (terms.mustBePaid && !canBePaid(account, subscription)) {
    throw new StripeError(402, 'card_error', 'Your card was declined.', 'card_declined');
  }
  account.state.subscriptions[subscription.id] = subscription;
  setDiscounts(account, subscription, terms.discounts, terms.checkoutSession);
  const invoice = makeInvoice(account, subscription, firstOccasion(account, subscription));
  const isPaid = terms.isBuyerPresent || invoice.amount_due === 0 || wouldPay(account, subscription);
  if (!isPaid) subscription.status = 'incomplete';
  account.events.record('customer.subscription.created', subscription);
  if (terms.isBuyerPresent) settle(account, invoice, findCardOf(account, subscription));
  else collect(account, invoice, subscription);
  if (!isPaid) invoice.next_payment_attempt = null;
  return { subscription, invoice };
}

function firstOccasion(account: Account, subscription: Subscription) {
  return {
    reason: 'subscription_create' as const,
    lines: [periodLine(account, subscription, subscription.status === 'trialing')],
    previousPeriodStart: subscription.created,
  };
}

function canBePaid(account: Account, subscription: Subscription): boolean {
  const due = draftInvoice(account, subscription, firstOccasion(account, subscription)).amount_due;
  return due === 0 || wouldPay(account, subscription);
}
