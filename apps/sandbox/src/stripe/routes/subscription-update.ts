import { itemOf, type Account } from '../account.js';
import { flag, group, integer, mergeMetadata, rows, text, type Params } from '../api/params.js';
import { invalid, noSuchIn } from '../api/stripe.errors.js';
import { setCancelAt, setCancelAtPeriodEnd } from '../billing/cancel.js';
import { changeItem, type ItemChange } from '../billing/change-item.js';
import { setDiscounts } from '../billing/discounts.js';
import { endTrial } from '../billing/renewal.js';
import type { Subscription } from '../types.js';
import { priceNamed } from './catalogue.routes.js';
import { discountsIn } from './discount-sources.js';
import { mustBePaidIn, prorationIn, trialEndIn } from './subscription-terms.js';

/** Does what an update of a subscription asks for. What may fail for want of money comes first: then nothing changes. */
export function updateSubscription(account: Account, subscription: Subscription, params: Params): void {
  if (subscription.status === 'canceled' && !isAboutWords(params)) {
    throw invalid('id', 'A canceled subscription can only update its cancellation_details and metadata.');
  }
  checkSchedule(subscription, params);
  const [item, ...others] = rows(params, 'items');
  if (others.length > 0) throw invalid('items', 'This sandbox sells one thing at a time.');
  const discounts = 'discounts' in params ? discountsIn(account, params, subscription.customer) : null;
  if (discounts)
    account.change('customer.subscription.updated', subscription, () => setDiscounts(account, subscription, discounts));
  if (item) updateItem(account, subscription, item, params, 'items[0]');
  updateDetails(account, subscription, params);
  updateTrial(account, subscription, params);
  updateEnd(account, subscription, params);
}

/** Changes what a subscription sells, if anything is different. */
export function updateItem(
  account: Account,
  subscription: Subscription,
  asked: Params,
  params: Params,
  param: string,
): void {
  const change = changeIn(account, subscription, asked, params, param);
  const item = itemOf(subscription);
  if (change.price.id !== item.price.id || change.quantity !== item.quantity) changeItem(account, subscription, change);
}

/** The change of an item that a call asks for. */
export function changeIn(
  account: Account,
  subscription: Subscription,
  asked: Params,
  params: Params,
  param: string,
): ItemChange {
  const item = itemOf(subscription);
  if (text(asked, 'id') !== item.id) {
    throw invalid(`${param}[id]`, 'This sandbox sells one thing at a time: name the id of the existing item.');
  }
  return {
    price: text(asked, 'price') ? priceNamed(account, text(asked, 'price'), `${param}[price]`) : item.price,
    quantity: integer(asked, 'quantity') ?? item.quantity,
    proration: prorationIn(params),
    mustBePaid: mustBePaidIn(params),
    prorationDate: integer(params, 'proration_date') ?? undefined,
  };
}

function updateDetails(account: Account, subscription: Subscription, params: Params): void {
  const method = text(params, 'default_payment_method');
  if (method && !account.state.paymentMethods[method]) {
    throw noSuchIn('default_payment_method', 'PaymentMethod', method);
  }
  const enabled = flag(group(params, 'automatic_tax'), 'enabled');
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.metadata = mergeMetadata(params, changing.metadata);
    if (method) changing.default_payment_method = method;
    if ('description' in params) changing.description = text(params, 'description');
    if (enabled !== null) changing.automatic_tax = { ...changing.automatic_tax, enabled };
  });
}

function updateTrial(account: Account, subscription: Subscription, params: Params): void {
  if (text(params, 'trial_end') === 'now') {
    if (subscription.status === 'trialing') endTrial(account, subscription);
    return;
  }
  const end = trialEndIn(params, account.clock.now());
  if (end === null) return;
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.status = 'trialing';
    changing.trial_start ??= account.clock.now();
    changing.trial_end = end;
    changing.billing_cycle_anchor = end;
    itemOf(changing).current_period_end = end;
  });
}

function updateEnd(account: Account, subscription: Subscription, params: Params): void {
  const atPeriodEnd = flag(params, 'cancel_at_period_end');
  if (atPeriodEnd !== null && atPeriodEnd !== subscription.cancel_at_period_end) {
    setCancelAtPeriodEnd(account, subscription, atPeriodEnd);
  }
  if (!('cancel_at' in params)) return;
  const isPeriodEnd = ['min_period_end', 'max_period_end'].includes(text(params, 'cancel_at') ?? '');
  const moment = isPeriodEnd ? itemOf(subscription).current_period_end : integer(params, 'cancel_at');
  if (moment !== null && moment <= account.clock.now()) throw invalid('cancel_at', 'It must be in the future.');
  setCancelAt(account, subscription, moment);
}

function checkSchedule({ schedule }: Subscription, params: Params): void {
  if (!schedule || !('cancel_at_period_end' in params || 'cancel_at' in params)) return;
  throw invalid(
    'cancel_at_period_end' in params ? 'cancel_at_period_end' : 'cancel_at',
    `The subscription is managed by the subscription schedule \`${schedule}\`, and updating any cancelation behavior ` +
      'directly is not allowed. Please update the schedule instead.',
  );
}

function isAboutWords(params: Params): boolean {
  return Object.keys(params).every((name) => ['metadata', 'cancellation_details', 'expand'].includes(name));
}
