import { traceHeaders } from '@app/platform';
import { Stripe } from 'stripe';

/** Stripe's own HTTP client; each of its requests says which trace it belongs to, each retry, too. */
export function tracedHttpClient(): Stripe.HttpClient {
  const client = Stripe.createNodeHttpClient();
  const send = client.makeRequest.bind(client);
  client.makeRequest = (host, port, path, method, headers, ...rest) =>
    send(host, port, path, method, { ...headers, ...traceHeaders() }, ...rest);
  return client;
}
