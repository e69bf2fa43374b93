import { copyOf } from '../copy.js';
import type { Account } from '../account.js';
import { newCheckoutLine } from '../resources/checkout-session.js';
import { listOf } from '../resources/list.js';
import { totalsToday } from '../billing/checkout-order.js';
import type { CheckoutOrder, Fields, List, Price, Resource } from '../types.js';
import { StripeError } from './stripe.errors.js';

/** Puts whole objects in place of ids, for each path of `expand` (`customer`, `data.latest_invoice`, …). */
export function expand(account: Account, answer: Fields, paths: string[]): Fields {
  if (paths.length === 0) return answer;
  const expanded = copyOf(answer);
  for (const path of paths) expandPath(account, expanded, path.split('.'), path);
  return expanded;
}

function expandPath(account: Account, target: unknown, [name, ...rest]: string[], path: string): void {
  if (!name || target === null || target === undefined) return;
  if (Array.isArray(target)) {
    for (const entry of target) expandPath(account, entry, [name, ...rest], path);
    return;
  }
  const object = target as Fields;
  const includable = includables[`${String(object.object)}.${name}`];
  if (includable) {
    object[name] = includable(account, object as Resource);
  } else if (!(name in object)) {
    throw new StripeError(
      400,
      'invalid_request_error',
      `This property cannot be expanded (${path}).`,
      undefined,
      'expand',
    );
  }
  const value = object[name];
  if (typeof value === 'string') object[name] = copyOf(findById(account, value) ?? value);
  else if (Array.isArray(value)) object[name] = value.map((entry) => wholeOf(account, entry));
  expandPath(account, object[name], rest, path);
}

function wholeOf(account: Account, entry: unknown): unknown {
  return typeof entry === 'string' ? copyOf(findById(account, entry) ?? entry) : entry;
}

/** Lists that an object shows only when asked to. */
const includables: Record<string, (account: Account, object: Resource) => List<Fields>> = {
  'checkout.session.line_items': lineItemsOf,
  'charge.refunds': ({ state }, { id }) =>
    listOf(
      Object.values(state.refunds).filter((refund) => refund.charge === id),
      `/v1/charges/${id}/refunds`,
    ),
  'invoice.payments': ({ state }, { id }) =>
    listOf(
      Object.values(state.invoicePayments).filter((payment) => payment.invoice === id),
      `/v1/invoice_payments?invoice=${id}`,
    ),
  'customer.subscriptions': (account, { id }) =>
    listOf(
      account.subscriptionsOf(id).filter(({ status }) => status !== 'canceled'),
      `/v1/customers/${id}/subscriptions`,
    ),
};

/** What a checkout session sells. */
export function lineItemsOf(account: Account, session: Resource): List<Fields> {
  const order = account.state.checkoutOrders[session.id] as CheckoutOrder;
  const price = account.state.prices[order.price] as Price;
  const line = newCheckoutLine(price, order.quantity, account.nameOf(price), totalsToday(account, order));
  return listOf([line], `/v1/checkout/sessions/${session.id}/line_items`);
}

function findById({ state }: Account, id: string): Resource | undefined {
  const homes = [
    state.customers,
    state.subscriptions,
    state.invoices,
    state.paymentMethods,
    state.prices,
    state.products,
    state.checkoutSessions,
    state.discounts,
    state.coupons,
    state.promotionCodes,
    state.schedules,
    state.paymentIntents,
    state.charges,
    state.refunds,
    state.disputes,
  ];
  return homes.map((home) => home[id]).find((resource) => resource !== undefined);
}
