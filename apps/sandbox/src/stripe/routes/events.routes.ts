import type { Api } from '../api/api.js';
import { page } from '../api/pagination.js';
import { flag, mergeMetadata, requiredText, text, texts } from '../api/params.js';
import { invalid, missing, noSuch } from '../api/stripe.errors.js';
import { matches } from '../faults/faults.js';
import { newId } from '../ids.js';
import { newWebhookEndpoint } from '../resources/webhook-endpoint.js';

/** /v1/events, /v1/webhook_endpoints and /v1/account */
export function eventRoutes(api: Api): void {
  const { state, clock } = api.account;

  api.get('/v1/events', ({ params }) => {
    const types = [text(params, 'type'), ...texts(params, 'types')].filter((type): type is string => type !== null);
    const delivered = flag(params, 'delivery_success');
    const events = Object.values(state.events).filter(
      (event) =>
        (types.length === 0 || types.some((type) => matches(type, event.type))) &&
        (delivered === null || delivered === (event.pending_webhooks === 0)),
    );
    return { ...page(events, params, '/v1/events') };
  });

  api.get('/v1/events/:id', ({ id }) => {
    const event = state.events[id];
    if (!event) throw noSuch('event', id);
    return event;
  });

  api.get('/v1/webhook_endpoints', ({ params }) => ({
    ...page(Object.values(state.webhookEndpoints), params, '/v1/webhook_endpoints'),
  }));

  const getEndpoint = (id: string) => {
    const endpoint = state.webhookEndpoints[id];
    if (!endpoint) throw noSuch('webhook endpoint', id);
    return endpoint;
  };

  api.get('/v1/webhook_endpoints/:id', ({ id }) => getEndpoint(id));

  api.post('/v1/webhook_endpoints', ({ params }) => {
    const url = requiredText(params, 'url');
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw invalid('url', 'Not a valid URL', 'url_invalid');
    const events = texts(params, 'enabled_events');
    if (events.length === 0) throw missing('enabled_events');
    const endpoint = newWebhookEndpoint(
      {
        id: newId('we_1', 23),
        url,
        events,
        apiVersion: text(params, 'api_version'),
        description: text(params, 'description'),
        metadata: mergeMetadata(params),
      },
      clock.now(),
    );
    const secret = newId('whsec', 32);
    state.webhookEndpoints[endpoint.id] = endpoint;
    state.webhookSecrets[endpoint.id] = secret;
    // The one time that the secret is shown.
    return { ...endpoint, secret };
  });

  api.delete('/v1/webhook_endpoints/:id', ({ id }) => {
    getEndpoint(id);
    delete state.webhookEndpoints[id];
    delete state.webhookSecrets[id];
    return { id, object: 'webhook_endpoint', deleted: true };
  });

  api.get('/v1/account', () => ({
    id: 'acct_sandbox',
    object: 'account',
    business_profile: { name: 'Turnpike sandbox' },
    charges_enabled: true,
    country: 'US',
    default_currency: 'usd',
    email: 'sandbox@example.com',
    type: 'standard',
  }));
}
