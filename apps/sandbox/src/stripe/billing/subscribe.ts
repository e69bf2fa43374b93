import type { Account } from '../account.js';
import { periodEnd } from '../period.js';
import { newSubscription } from '../resources/subscription.js';
import type { Customer, Invoice, Metadata, Price, Subscription } from '../types.js';
import { invoicePeriod, settle } from './collect.js';

/** Starts a subscription whose first payment has gone through, or that begins with a trial. */
export function subscribe(
  account: Account,
  terms: {
    customer: Customer;
    price: Price;
    quantity: number;
    paymentMethod: string;
    trialDays: number;
    metadata: Metadata;
  },
): { subscription: Subscription; invoice: Invoice } {
  const now = account.clock.now();
  const trialEnd = terms.trialDays > 0 ? now + terms.trialDays * 86_400 : null;
  const subscription = newSubscription({
    ...terms,
    customer: terms.customer.id,
    periodStart: now,
    periodEnd: trialEnd ?? periodEnd(now, terms.price.recurring, 1),
    trialEnd,
  });
  account.state.subscriptions[subscription.id] = subscription;
  const name = account.nameOf(terms.price);
  const invoice = invoicePeriod(account, subscription, {
    reason: 'subscription_create',
    amount: trialEnd ? 0 : terms.price.unit_amount * terms.quantity,
    description: trialEnd ? `Trial period for ${name}` : `${terms.quantity} × ${name}`,
    previousPeriodStart: now,
  });
  account.events.record('customer.subscription.created', subscription);
  settle(account, invoice);
  return { subscription, invoice };
}
