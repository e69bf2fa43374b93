import type { Account } from '../account.js';
import { itemOf } from '../account.js';
import type { Api } from '../api/api.js';
import { having, page, within } from '../api/pagination.js';
import { flag, group, requiredText, text, type Params } from '../api/params.js';
import { search } from '../api/search.js';
import { invalid, noSuch } from '../api/stripe.errors.js';
import { cancelNow, creditUnusedTime, setCancelAt, setCancelAtPeriodEnd } from '../billing/cancel.js';
import { setDiscounts } from '../billing/discounts.js';
import { resume } from '../billing/renewal.js';
import { subscribe } from '../billing/subscribe.js';
import type { Subscription } from '../types.js';
import { termsIn } from './subscription-terms.js';
import { updateItem, updateSubscription } from './subscription-update.js';

/** /v1/subscriptions and /v1/subscription_items */
export function subscriptionRoutes(api: Api): void {
  const { account } = api;
  const { state } = account;

  api.post('/v1/subscriptions', ({ params }) => {
    const { subscription } = subscribe(account, termsIn(account, params));
    const cancelAt = Number(text(params, 'cancel_at'));
    if (flag(params, 'cancel_at_period_end')) setCancelAtPeriodEnd(account, subscription, true);
    else if (cancelAt) setCancelAt(account, subscription, cancelAt);
    return subscription;
  });

  api.get('/v1/subscriptions', ({ params }) => {
    const has = having(params, 'customer', 'collection_method');
    const status = text(params, 'status');
    const price = text(params, 'price');
    const wanted = (subscription: Subscription) =>
      has(subscription) &&
      hasStatus(subscription, status) &&
      (price === null || itemOf(subscription).price.id === price) &&
      within(itemOf(subscription), params, 'current_period_start') &&
      within(itemOf(subscription), params, 'current_period_end');
    return { ...page(Object.values(state.subscriptions), params, '/v1/subscriptions', wanted) };
  });

  api.get('/v1/subscriptions/search', ({ params }) =>
    search(Object.values(state.subscriptions), params, '/v1/subscriptions/search'),
  );
  api.get('/v1/subscriptions/:id', ({ id }) => getSubscription(account, id));

  api.post('/v1/subscriptions/:id', ({ id, params }) => {
    const subscription = getSubscription(account, id);
    updateSubscription(account, subscription, params);
    return subscription;
  });

  api.post('/v1/subscriptions/:id/resume', ({ id }) => {
    const subscription = getSubscription(account, id);
    if (subscription.status !== 'paused') throw invalid('id', 'This subscription is not paused.');
    resume(account, subscription);
    return subscription;
  });

  api.delete('/v1/subscriptions/:id', ({ id, params }) => {
    const subscription = getSubscription(account, id);
    if (subscription.status === 'canceled') throw noSuch('subscription', id);
    noteReason(subscription, group(params, 'cancellation_details'));
    if (flag(params, 'prorate')) creditUnusedTime(account, subscription, flag(params, 'invoice_now') ?? false);
    cancelNow(account, subscription);
    return subscription;
  });

  api.delete('/v1/subscriptions/:id/discount', ({ id }) => {
    const subscription = getSubscription(account, id);
    account.change('customer.subscription.updated', subscription, () => setDiscounts(account, subscription, []));
    return { object: 'discount', deleted: true };
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
    updateItem(account, ownerOf(id), { ...params, id }, params, '');
    return itemOf(ownerOf(id));
  });
}

/** The subscription of a path. */
export function getSubscription(account: Account, id: string): Subscription {
  const subscription = account.state.subscriptions[id];
  if (!subscription) throw noSuch('subscription', id);
  return subscription;
}

const isOver = (status: string) => status === 'canceled' || status === 'incomplete_expired';

function hasStatus({ status }: Subscription, asked: string | null): boolean {
  if (asked === 'all') return true;
  if (asked === null) return status !== 'canceled';
  return asked === 'ended' ? isOver(status) : status === asked;
}

function noteReason(subscription: Subscription, details: Params): void {
  subscription.cancellation_details.comment = text(details, 'comment');
  subscription.cancellation_details.feedback = text(details, 'feedback');
}
