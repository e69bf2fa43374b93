import type { Account } from '../account.js';
import { newCardPaymentMethod } from '../resources/payment-method.js';
import type { Customer, PaymentMethod } from '../types.js';
import { payInvoice } from './retry.js';

/** Keeps a card for a customer, without making it the one that is charged. */
export function attachCard(account: Account, customer: Customer, number: string): PaymentMethod {
  const method = newCardPaymentMethod(number, customer.id, account.clock.now());
  account.state.paymentMethods[method.id] = method;
  account.state.cardNumbers[method.id] = number;
  account.events.record('payment_method.attached', method);
  return method;
}

/** Makes a card the customer's own and their subscriptions' way of paying. */
export function setDefaultCard(account: Account, customer: Customer, method: PaymentMethod): void {
  account.change('customer.updated', customer, (changing) => {
    changing.invoice_settings.default_payment_method = method.id;
  });
  for (const subscription of account.subscriptionsOf(customer.id)) {
    if (subscription.status === 'canceled') continue;
    account.change('customer.subscription.updated', subscription, (changing) => {
      changing.default_payment_method = method.id;
    });
  }
}

/** Tries again to collect what the customer owes, as Stripe does when a new card arrives. */
export function payWhatIsOwed(account: Account, customer: Customer): void {
  for (const subscription of account.subscriptionsOf(customer.id)) {
    const invoice = account.state.invoices[subscription.latest_invoice ?? ''];
    if (!['past_due', 'unpaid'].includes(subscription.status) || invoice?.status !== 'open') continue;
    payInvoice(account, invoice, subscription);
  }
}
