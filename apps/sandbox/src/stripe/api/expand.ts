import { copyOf } from '../copy.js';
import type { Account } from '../account.js';
import { newCheckoutLine } from '../resources/checkout-session.js';
import { listOf } from '../resources/list.js';
import type { CheckoutSession, Fields, List, Price, Resource } from '../types.js';
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
  if (name === 'line_items' && object.object === 'checkout.session') {
    object.line_items = lineItemsOf(account, object as CheckoutSession);
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
  expandPath(account, object[name], rest, path);
}

/** What a checkout session sells. */
export function lineItemsOf(account: Account, session: CheckoutSession): List<Fields> {
  const order = account.state.checkoutOrders[session.id];
  const price = account.state.prices[order?.price ?? ''] as Price;
  const line = newCheckoutLine(price, order?.quantity ?? 1, account.nameOf(price));
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
  ];
  return homes.map((home) => home[id]).find((resource) => resource !== undefined);
}
