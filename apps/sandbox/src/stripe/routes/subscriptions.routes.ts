import type { Account } from '../account.js';
import { itemOf } from '../account.js';
import type { Api } from '../api/api.js';
import { page } from '../api/pagination.js';
import { flag, group, integer, mergeMetadata, requiredText, rows, text, type Params } from '../api/params.js';
import { invalid, missing, noSuch, noSuchIn, StripeError } from '../api/stripe.errors.js';
import { cancelNow, setCancelAtPeriodEnd } from '../billing/cancel.js';
import { subscribe } from '../billing/subscribe.js';
import { switchPrice } from '../billing/switch-price.js';
import type { Subscription } from '../types.js';
import { priceNamed } from './catalogue.routes.js';
import { customerIn } from './customers.routes.js';

/** /v1/subscriptions */
export function subscriptionRoutes(api: Api): void {
  const { account } = api;
  const { state } = account;

  api.post('/v1/subscriptions', ({ params }) => {
    const customer = customerIn(account, params);
    if (!customer) throw missing('customer');
    const [item] = rows(params, 'items');
    if (!item) throw missing('items');
    const paymentMethod = text(params, 'default_payment_method') ?? customer.invoice_settings.default_payment_method;
    if (!paymentMethod || !state.paymentMethods[paymentMethod]) {
      const message = 'This customer has no attached payment source or default payment method.';
      throw new StripeError(400, 'invalid_request_error', message, 'resource_missing');
    }
    return subscribe(account, {
      customer,
      paymentMethod,
      price: priceNamed(account, text(item, 'price'), 'items[0][price]'),
      quantity: integer(item, 'quantity') ?? 1,
      trialDays: integer(params, 'trial_period_days') ?? 0,
      metadata: mergeMetadata(params),
    }).subscription;
  });

  api.get('/v1/subscriptions', ({ params }) => {
    const subscriptions = Object.values(state.subscriptions).filter(
      (subscription) =>
        hasStatus(subscription, text(params, 'status')) &&
        (text(params, 'customer') === null || subscription.customer === text(params, 'customer')) &&
        (text(params, 'price') === null || itemOf(subscription).price.id === text(params, 'price')),
    );
    return { ...page(subscriptions, params, '/v1/subscriptions') };
  });

  api.get('/v1/subscriptions/:id', ({ id }) => getSubscription(account, id));

  api.post('/v1/subscriptions/:id', ({ id, params }) => {
    const subscription = getSubscription(account, id);
    if (subscription.status === 'canceled') {
      throw invalid('id', 'A canceled subscription can only update its cancellation_details and metadata.');
    }
    updateDetails(account, subscription, params);
    const atPeriodEnd = flag(params, 'cancel_at_period_end');
    if (atPeriodEnd !== null && atPeriodEnd !== subscription.cancel_at_period_end) {
      setCancelAtPeriodEnd(account, subscription, atPeriodEnd);
    }
    const [item] = rows(params, 'items');
    if (item) updateItem(account, subscription, item, 'items[0]');
    return subscription;
  });

  api.delete('/v1/subscriptions/:id', ({ id, params }) => {
    const subscription = getSubscription(account, id);
    if (subscription.status === 'canceled') throw noSuch('subscription', id);
    const details = group(params, 'cancellation_details');
    subscription.cancellation_details.comment = text(details, 'comment');
    subscription.cancellation_details.feedback = text(details, 'feedback');
    cancelNow(account, subscription);
    return subscription;
  });

  api.get('/v1/subscription_items', ({ params }) => {
    const subscription = getSubscription(account, requiredText(params, 'subscription'));
    return { ...page(subscription.items.data, params, '/v1/subscription_items') };
  });

  const ownerOf = (item: string) => {
    const owner = Object.values(state.subscriptions).find((subscription) => itemOf(subscription).id === item);
    if (!owner) throw noSuch('subscription_item', item);
    return owner;
  };

  api.get('/v1/subscription_items/:id', ({ id }) => itemOf(ownerOf(id)));

  api.post('/v1/subscription_items/:id', ({ id, params }) => {
    updateItem(account, ownerOf(id), { ...params, id }, '');
    return itemOf(ownerOf(id));
  });
}

function getSubscription(account: Account, id: string): Subscription {
  const subscription = account.state.subscriptions[id];
  if (!subscription) throw noSuch('subscription', id);
  return subscription;
}

function hasStatus({ status }: Subscription, asked: string | null): boolean {
  if (asked === 'all') return true;
  if (asked === null) return status !== 'canceled';
  return asked === 'ended' ? status === 'canceled' : status === asked;
}

function updateDetails(account: Account, subscription: Subscription, params: Params): void {
  const method = text(params, 'default_payment_method');
  if (method && !account.state.paymentMethods[method]) {
    throw noSuchIn('default_payment_method', 'PaymentMethod', method);
  }
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.metadata = mergeMetadata(params, changing.metadata);
    if (method) changing.default_payment_method = method;
    if ('description' in params) changing.description = text(params, 'description');
  });
}

function updateItem(account: Account, subscription: Subscription, asked: Params, param: string): void {
  const item = itemOf(subscription);
  if (text(asked, 'id') !== item.id) {
    throw invalid(`${param}[id]`, 'This sandbox sells one thing at a time: name the id of the existing item.');
  }
  const price = text(asked, 'price') ? priceNamed(account, text(asked, 'price'), `${param}[price]`) : item.price;
  const quantity = integer(asked, 'quantity') ?? item.quantity;
  if (price.id !== item.price.id || quantity !== item.quantity) switchPrice(account, subscription, price, quantity);
}
