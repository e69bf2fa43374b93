import type { Fault } from './fault.js';

/** The answer that a fault gives in place of Stripe's. */
export function brokenAnswer(fault: Fault): Response {
  switch (fault.kind) {
    case 'rate_limit':
      return json(
        429,
        { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' } },
        fault.retry_after === null ? {} : { 'retry-after': String(fault.retry_after) },
      );
    case 'html':
      return new Response('<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>', {
        status: fault.status,
        headers: { 'content-type': 'text/html; charset=utf-8' },
      });
    case 'not_found':
      // What a proxy that knows nothing of Stripe says: JSON, but no `error` in it.
      return json(404, { message: 'Not Found' });
    default:
      return json(fault.status, { error: { type: 'api_error', message: 'An unknown error occurred' } });
  }
}

function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}
