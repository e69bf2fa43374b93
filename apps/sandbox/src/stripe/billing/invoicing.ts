import { itemOf, type Account } from '../account.js';
import type { Line } from '../resources/invoice-line.js';
import { newInvoiceItem } from '../resources/invoice-line.js';
import { newInvoice, type InvoiceTerms } from '../resources/invoice.js';
import type { Customer, Invoice, InvoiceItem, Subscription } from '../types.js';
import { spendDiscounts } from './discounts.js';
import { preparePayment } from './payment.js';
import { reductionsOf, totalsOf } from './totals.js';

type Occasion = Pick<InvoiceTerms, 'reason' | 'lines' | 'previousPeriodStart'>;

/** The invoice that these lines and all that is pending would make, without making it. */
export function draftInvoice(account: Account, subscription: Subscription, occasion: Occasion): Invoice {
  const customer = account.state.customers[subscription.customer] as Customer;
  const created = account.clock.now();
  const lines = [...pendingItems(account, subscription).map(lineOf), ...occasion.lines];
  return newInvoice({
    ...occasion,
    lines,
    totals: totalsOf(
      lines,
      reductionsOf(account, subscription.discounts, created),
      subscription.automatic_tax.enabled,
      customer,
    ),
    customer,
    subscription,
    created,
    baseUrl: account.baseUrl,
  });
}

/** Makes an invoice of these lines and all that is pending, and finalizes it. */
export function makeInvoice(account: Account, subscription: Subscription, occasion: Occasion): Invoice {
  const invoice = draftInvoice(account, subscription, occasion);
  const customer = account.state.customers[subscription.customer] as Customer;
  for (const item of pendingItems(account, subscription)) item.invoice = invoice.id;
  customer.next_invoice_sequence++;
  customer.balance = invoice.ending_balance ?? 0;
  account.state.invoices[invoice.id] = invoice;
  subscription.latest_invoice = invoice.id;
  account.events.record('invoice.created', invoice);
  if (invoice.amount_due > 0) preparePayment(account, invoice);
  account.events.record('invoice.finalized', invoice);
  spendDiscounts(account, subscription, invoice);
  return invoice;
}

/** Keeps lines for the subscription's next invoice. */
export function keepForNextInvoice(account: Account, subscription: Subscription, lines: Line[]): void {
  for (const line of lines) {
    const item = newInvoiceItem(subscription, line, account.clock.now());
    account.state.invoiceItems[item.id] = item;
    account.events.record('invoiceitem.created', item);
  }
}

/** The line for a whole period of what the subscription sells. */
export function periodLine(account: Account, subscription: Subscription, isTrial = false): Line {
  const item = itemOf(subscription);
  const name = account.nameOf(item.price);
  return {
    amount: isTrial ? 0 : item.price.unit_amount * item.quantity,
    description: isTrial ? `Trial period for ${name}` : `${item.quantity} × ${name}`,
    subscriptionItem: item.id,
    price: item.price,
    quantity: item.quantity,
    period: { start: item.current_period_start, end: item.current_period_end },
    proration: false,
  };
}

function pendingItems(account: Account, subscription: Subscription): InvoiceItem[] {
  return Object.values(account.state.invoiceItems).filter(
    (item) => item.invoice === null && item.parent.subscription_details.subscription === subscription.id,
  );
}

function lineOf(item: InvoiceItem): Line {
  const { price, product } = item.pricing.price_details;
  return {
    amount: item.amount,
    description: item.description,
    subscriptionItem: item.parent.subscription_details.subscription_item,
    price: { id: price, product },
    quantity: item.quantity,
    period: item.period,
    proration: item.proration,
    invoiceItem: item.id,
  };
}
