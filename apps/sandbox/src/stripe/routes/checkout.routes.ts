import type { Api } from '../api/api.js';
import { lineItemsOf } from '../api/expand.js';
import { page } from '../api/pagination.js';
import { group, integer, mergeMetadata, requiredText, rows, text, type Params } from '../api/params.js';
import { invalid, missing, noSuch } from '../api/stripe.errors.js';
import { checkReturnUrl } from '../api/urls.js';
import { expireSession } from '../billing/passing-time.js';
import { newCheckoutSession } from '../resources/checkout-session.js';
import { customerIn } from './customers.routes.js';
import { priceNamed } from './catalogue.routes.js';

const daySeconds = 86_400;

/** /v1/checkout/sessions */
export function checkoutRoutes(api: Api): void {
  const { account } = api;
  const { state, clock } = account;

  api.post('/v1/checkout/sessions', ({ params }) => {
    if (requiredText(params, 'mode') !== 'subscription') {
      throw invalid('mode', 'This sandbox only sells subscriptions: mode must be subscription.');
    }
    const [line, ...others] = rows(params, 'line_items');
    if (!line) throw missing('line_items');
    if (others.length > 0) throw invalid('line_items', 'This sandbox sells one thing at a time.');
    const price = priceNamed(account, text(line, 'price'), 'line_items[0][price]');
    const quantity = integer(line, 'quantity') ?? 1;
    if (quantity < 1) throw invalid('line_items[0][quantity]', 'This value must be greater than or equal to 1.');
    const cancelUrl = text(params, 'cancel_url');
    const subscriptionData = group(params, 'subscription_data');
    const trialDays = integer(subscriptionData, 'trial_period_days') ?? 0;
    const session = newCheckoutSession({
      price,
      quantity,
      trialDays,
      customer: customerIn(account, params),
      customerEmail: text(params, 'customer_email'),
      clientReferenceId: text(params, 'client_reference_id'),
      metadata: mergeMetadata(params),
      successUrl: checkReturnUrl(requiredText(params, 'success_url'), 'success_url', account.appUrl),
      cancelUrl: cancelUrl && checkReturnUrl(cancelUrl, 'cancel_url', account.appUrl),
      created: clock.now(),
      expiresAt: expiryIn(params, clock.now()),
      baseUrl: account.baseUrl,
    });
    state.checkoutSessions[session.id] = session;
    state.checkoutOrders[session.id] = {
      price: price.id,
      quantity,
      trialDays,
      subscriptionMetadata: mergeMetadata(subscriptionData),
    };
    return session;
  });

  api.get('/v1/checkout/sessions', ({ params }) => {
    const sessions = Object.values(state.checkoutSessions).filter((session) =>
      (['customer', 'status', 'subscription'] as const).every(
        (name) => text(params, name) === null || session[name] === text(params, name),
      ),
    );
    return { ...page(sessions, params, '/v1/checkout/sessions') };
  });

  const getSession = (id: string) => {
    const session = state.checkoutSessions[id];
    if (!session) throw noSuch('checkout.session', id);
    return session;
  };

  api.get('/v1/checkout/sessions/:id', ({ id }) => getSession(id));
  api.get('/v1/checkout/sessions/:id/line_items', ({ id }) => ({ ...lineItemsOf(account, getSession(id)) }));

  api.post('/v1/checkout/sessions/:id/expire', ({ id }) => {
    const session = getSession(id);
    if (session.status !== 'open') {
      throw invalid(
        'session',
        `Only Checkout Sessions with a status in ["open"] can be expired. This one is ${session.status}.`,
      );
    }
    expireSession(account, session);
    return session;
  });
}

function expiryIn(params: Params, now: number): number {
  const expiresAt = integer(params, 'expires_at');
  if (expiresAt === null) return now + daySeconds;
  if (expiresAt < now + 1800 || expiresAt > now + daySeconds) {
    throw invalid('expires_at', 'The `expires_at` timestamp must be between 30 minutes and 24 hours from now.');
  }
  return expiresAt;
}
