import type { Account } from '../account.js';
import type { Invoice, Subscription } from '../types.js';
import { cancelNow } from './cancel.js';
import { collect } from './collect.js';

/** Tries a failed payment again; after the last time the subscription becomes what the account is set to. */
export function retry(account: Account, subscription: Subscription): void {
  const invoice = account.state.invoices[subscription.latest_invoice ?? ''];
  if (!invoice) return;
  if (collect(account, invoice, subscription)) return markPaid(account, subscription);
  if (invoice.next_payment_attempt !== null) return;
  if (account.state.afterRetries === 'canceled') return cancelNow(account, subscription, 'payment_failed');
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.status = account.state.afterRetries;
  });
}

/** Collects an open invoice now, because somebody asks for it; says whether it went through. */
export function payInvoice(account: Account, invoice: Invoice, subscription: Subscription): boolean {
  if (!collect(account, invoice, subscription)) return false;
  if (invoice.id === subscription.latest_invoice) markPaid(account, subscription);
  return true;
}

function markPaid(account: Account, subscription: Subscription): void {
  if (!['past_due', 'unpaid', 'incomplete'].includes(subscription.status)) return;
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.status = 'active';
  });
}
