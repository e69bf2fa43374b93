import type { Account } from '../account.js';
import { renewalSucceeds } from '../cards.js';
import type { Invoice, PaymentMethod, Subscription } from '../types.js';
import { noteAttempt } from './payment.js';

/** The card that a subscription is paid with, unless it has none. */
export function findCardOf(account: Account, subscription: Subscription): PaymentMethod | null {
  const customer = account.state.customers[subscription.customer];
  const id = subscription.default_payment_method ?? customer?.invoice_settings?.default_payment_method ?? '';
  return account.state.paymentMethods[id] ?? null;
}

/** Whether the subscription's card would pay with nobody present. */
export function wouldPay(account: Account, subscription: Subscription): boolean {
  return renewalSucceeds(account.state.cardNumbers[findCardOf(account, subscription)?.id ?? '']);
}

/** Charges the subscription's card for an open invoice, with nobody present; says whether it went through. */
export function collect(account: Account, invoice: Invoice, subscription: Subscription): boolean {
  if (invoice.amount_due > 0 && !wouldPay(account, subscription)) {
    noteFailure(account, invoice, findCardOf(account, subscription));
    return false;
  }
  settle(account, invoice, findCardOf(account, subscription));
  return true;
}

/** Marks an invoice as paid with this card and says so to the world. */
export function settle(account: Account, invoice: Invoice, card: PaymentMethod | null): void {
  invoice.attempted = true;
  if (invoice.amount_due > 0) invoice.attempt_count++;
  if (card && invoice.amount_due > 0) noteAttempt(account, invoice, card, true);
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.next_payment_attempt = null;
  invoice.status = 'paid';
  invoice.auto_advance = false;
  invoice.status_transitions.paid_at = account.clock.now();
  account.events.record('invoice.paid', invoice);
  account.events.record('invoice.payment_succeeded', invoice);
}

const retryDays = [3, 5, 7];

function noteFailure(account: Account, invoice: Invoice, card: PaymentMethod | null): void {
  invoice.attempted = true;
  invoice.attempt_count++;
  const days = retryDays[invoice.attempt_count - 1];
  invoice.next_payment_attempt = days === undefined ? null : account.clock.now() + days * 86_400;
  if (card) noteAttempt(account, invoice, card, false);
  account.events.record('invoice.payment_failed', invoice);
}
