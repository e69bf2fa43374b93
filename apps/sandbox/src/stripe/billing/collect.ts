import { itemOf, type Account } from '../account.js';
import { renewalSucceeds } from '../cards.js';
import { newInvoice, type InvoiceTerms } from '../resources/invoice.js';
import type { Customer, Invoice, Subscription } from '../types.js';

/** Makes the invoice for the subscription's current period and finalizes it. */
export function invoicePeriod(
  account: Account,
  subscription: Subscription,
  terms: Pick<InvoiceTerms, 'reason' | 'amount' | 'description' | 'previousPeriodStart'>,
): Invoice {
  const customer = account.state.customers[subscription.customer] as Customer;
  const invoice = newInvoice({
    ...terms,
    customer,
    subscription,
    item: itemOf(subscription),
    created: account.clock.now(),
    baseUrl: account.baseUrl,
  });
  customer.next_invoice_sequence++;
  account.state.invoices[invoice.id] = invoice;
  subscription.latest_invoice = invoice.id;
  account.events.record('invoice.created', invoice);
  account.events.record('invoice.finalized', invoice);
  return invoice;
}

/** Charges the subscription's card for an open invoice, with nobody present; says whether it went through. */
export function collect(account: Account, invoice: Invoice, subscription: Subscription): boolean {
  const customer = account.state.customers[subscription.customer];
  const method = subscription.default_payment_method ?? customer?.invoice_settings.default_payment_method ?? '';
  if (invoice.amount_due > 0 && !renewalSucceeds(account.state.cardNumbers[method])) {
    noteFailure(account, invoice);
    return false;
  }
  settle(account, invoice);
  return true;
}

/** Marks an invoice as paid and says so to the world. */
export function settle(account: Account, invoice: Invoice): void {
  invoice.attempted = true;
  invoice.attempt_count++;
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

function noteFailure(account: Account, invoice: Invoice): void {
  invoice.attempted = true;
  invoice.attempt_count++;
  const days = retryDays[invoice.attempt_count - 1];
  invoice.next_payment_attempt = days === undefined ? null : account.clock.now() + days * 86_400;
  account.events.record('invoice.payment_failed', invoice);
}
