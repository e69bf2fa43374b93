import type { Account } from '../account.js';
import { isDisputed } from '../cards.js';
import { newCharge } from '../resources/charge.js';
import { newInvoicePayment, newPaymentIntent } from '../resources/payment-intent.js';
import type { Charge, Customer, Invoice, InvoicePayment, PaymentIntent, PaymentMethod } from '../types.js';
import { openDispute } from './dispute.js';

/** Gives an invoice the payment intent that will pay it. */
export function preparePayment(account: Account, invoice: Invoice): void {
  const intent = newPaymentIntent(invoice, account.clock.now());
  account.state.paymentIntents[intent.id] = intent;
  const payment = newInvoicePayment(invoice, intent);
  account.state.invoicePayments[payment.id] = payment;
  account.events.record('payment_intent.created', intent);
}

/** Notes an attempt at the invoice's payment with this card, and how it went. */
export function noteAttempt(account: Account, invoice: Invoice, method: PaymentMethod, succeeded: boolean): void {
  const payment = paymentOf(account, invoice);
  const intent = account.state.paymentIntents[payment?.payment.payment_intent ?? ''];
  if (!payment || !intent) return;
  const charge = attempt(account, intent, method, succeeded);
  if (!succeeded) {
    intent.last_payment_error = { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' };
    account.events.record('charge.failed', charge);
    account.events.record('payment_intent.payment_failed', intent);
    return;
  }
  intent.status = 'succeeded';
  intent.amount_received = intent.amount;
  intent.last_payment_error = null;
  payment.status = 'paid';
  payment.amount_paid = payment.amount_requested;
  payment.status_transitions.paid_at = account.clock.now();
  account.events.record('charge.succeeded', charge);
  account.events.record('payment_intent.succeeded', intent);
  account.events.record('invoice_payment.paid', payment);
  if (isDisputed(account.state.cardNumbers[method.id])) openDispute(account, charge);
}

/** The payment of an invoice, which those of nothing do not have. */
export function paymentOf(account: Account, invoice: Invoice): InvoicePayment | undefined {
  return Object.values(account.state.invoicePayments).find((payment) => payment.invoice === invoice.id);
}

/** The charge that paid an invoice, or null. */
export function findChargeOf(account: Account, invoice: Invoice): Charge | null {
  const intent = account.state.paymentIntents[paymentOf(account, invoice)?.payment.payment_intent ?? ''];
  const charge = account.state.charges[intent?.latest_charge ?? ''];
  return charge?.paid ? charge : null;
}

function attempt(account: Account, intent: PaymentIntent, method: PaymentMethod, succeeded: boolean): Charge {
  const customer = account.state.customers[intent.customer] as Customer;
  const terms = { customer, method, succeeded, baseUrl: account.baseUrl };
  const charge = newCharge(intent, terms, account.clock.now());
  account.state.charges[charge.id] = charge;
  intent.latest_charge = charge.id;
  intent.payment_method = method.id;
  return charge;
}
