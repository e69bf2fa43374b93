import type { Api } from '../api/api.js';
import { lineItemsOf } from '../api/expand.js';
import { having, page } from '../api/pagination.js';
import { flag, integer, mergeMetadata, requiredText, text, type Params } from '../api/params.js';
import { invalid, noSuch } from '../api/stripe.errors.js';
import { checkReturnUrl } from '../api/urls.js';
import { expireSession } from '../billing/passing-time.js';
import { newCheckoutSession } from '../resources/checkout-session.js';
import { customerIn } from './customers.routes.js';
import { totalsToday } from '../billing/checkout-order.js';
import { orderIn } from './checkout-order.js';

const daySeconds = 86_400;

/** /v1/checkout/sessions */
export function checkoutRoutes(api: Api): void {
  const { account } = api;
  const { state, clock } = account;

  api.post('/v1/checkout/sessions', ({ params }) => {
    if (requiredText(params, 'mode') !== 'subscription') {
      throw invalid('mode', 'This sandbox only sells subscriptions: mode must be subscription.');
    }
    const customer = customerIn(account, params);
    const order = orderIn(account, params, customer);
    const cancelUrl = text(params, 'cancel_url');
    const session = newCheckoutSession({
      currency: state.prices[order.price]?.currency ?? 'usd',
      totals: totalsToday(account, order),
      order,
      allowsCodes: flag(params, 'allow_promotion_codes'),
      customer,
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
    state.checkoutOrders[session.id] = order;
    return session;
  });

  api.get('/v1/checkout/sessions', ({ params }) => {
    const has = having(params, 'customer', 'status', 'subscription', 'payment_intent');
    return { ...page(Object.values(state.checkoutSessions), params, '/v1/checkout/sessions', has) };
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
