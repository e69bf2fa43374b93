import type { Account } from '../account.js';
import { declineOf, digitsOf } from '../cards.js';
import { customerDetails, detailsOf, discountsOf } from '../resources/checkout-session.js';
import { newCustomer } from '../resources/customer.js';
import { isTrial, totalsToday, trialEndOf } from './checkout-order.js';
import { findByCode } from './promotion-codes.js';
import type { CheckoutOrder, CheckoutSession, Customer, Price } from '../types.js';
import { attachCard } from './change-card.js';
import { subscribe } from './subscribe.js';

/** Whether a buyer must give a card: not for a trial whose seller does without. */
export function isCardNeeded(order: CheckoutOrder): boolean {
  return !(order.cardOptional && isTrial(order));
}

/** Completes a checkout with what the buyer has typed; says what is wrong with it, if anything. */
export function pay(account: Account, session: CheckoutSession, form: URLSearchParams): string | null {
  const order = account.state.checkoutOrders[session.id] as CheckoutOrder;
  const number = digitsOf(form.get('card') ?? '');
  const isCardGiven = number !== '' || isCardNeeded(order);
  const decline = isCardGiven ? declineOf(number) : null;
  if (decline) return decline.message;
  const typed = session.allow_promotion_codes === true ? (form.get('promotion_code') ?? '').trim() : '';
  const source = typed ? findByCode(account, typed, session.customer) : null;
  if (typed && !source) return 'This promotion code is invalid.';
  if (source) order.discounts = [source];
  complete(account, session, order, isCardGiven ? number : null, form);
  return null;
}

function complete(
  account: Account,
  session: CheckoutSession,
  order: CheckoutOrder,
  number: string | null,
  form: URLSearchParams,
): void {
  const customer = buyerOf(account, session, form);
  // The sandbox knows one address, and it is as good as any for its one tax.
  if (order.keepsAddress) customer.address = { ...(customer.address ?? noAddress), country: 'US' };
  const method = number ? attachCard(account, customer, number) : null;
  if (method) customer.invoice_settings.default_payment_method ??= method.id;
  const totals = totalsToday(account, order);
  const { subscription, invoice } = subscribe(account, {
    customer,
    price: account.state.prices[order.price] as Price,
    quantity: order.quantity,
    paymentMethod: method?.id ?? null,
    trialEnd: trialEndOf(order, account.clock.now()),
    endBehavior: order.endBehavior,
    metadata: order.subscriptionMetadata,
    discounts: order.discounts,
    automaticTax: order.automaticTax,
    checkoutSession: session.id,
    isBuyerPresent: true,
    mustBePaid: false,
  });
  Object.assign(session, {
    amount_subtotal: totals.subtotal,
    amount_total: totals.total,
    discounts: discountsOf(order),
    total_details: detailsOf(totals),
    customer: customer.id,
    customer_details: customerDetails(customer.email, form.get('name') || customer.name),
    subscription: subscription.id,
    invoice: invoice.id,
    payment_status: totals.due === 0 ? 'no_payment_required' : 'paid',
    status: 'complete',
    url: null,
  });
  account.events.record('checkout.session.completed', session);
}

const noAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

function buyerOf(account: Account, session: CheckoutSession, form: URLSearchParams): Customer {
  const known = account.findCustomer(session.customer ?? '');
  if (known) return known;
  const details = { email: form.get('email') || session.customer_email, name: form.get('name') || null };
  const customer = newCustomer(details, account.clock.now());
  account.state.customers[customer.id] = customer;
  account.events.record('customer.created', customer);
  return customer;
}
