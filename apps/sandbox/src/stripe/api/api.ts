import { createHash, timingSafeEqual } from 'node:crypto';
import type { EmulatorContext } from 'emulate';
import type { Account } from '../account.js';
import { catchUp } from '../billing/passing-time.js';
import { newId } from '../ids.js';
import { apiVersion } from '../resources/event.js';
import type { StripeState } from '../state.js';
import type { Fields } from '../types.js';
import { expand } from './expand.js';
import { IdempotencyKeys, type KeptAnswer } from './idempotency.js';
import { parseForm, texts, type Params } from './params.js';
import { StripeError } from './stripe.errors.js';

export type App = EmulatorContext<StripeState>['app'];

/** One call of the API: the `:id` of its path, and its query and form in one. */
export interface Call {
  id: string;
  params: Params;
}

/** Answers a call with an object, or throws a StripeError. */
export type Answer = (call: Call) => Fields;

/**
 * Registers routes of the Stripe API. What all of them share is done here: the key, the form, idempotency, `expand`,
 * errors in Stripe's shape, and letting due renewals happen first.
 */
export class Api {
  private readonly idempotency: IdempotencyKeys;

  constructor(
    private readonly app: App,
    readonly account: Account,
    private readonly secretKey: string,
  ) {
    this.idempotency = new IdempotencyKeys(account.state);
  }

  get(path: string, answer: Answer): void {
    this.app.get(path, (context) => this.respond(context.req.raw, context.req.param('id'), answer));
  }

  post(path: string, answer: Answer): void {
    this.app.post(path, (context) => this.respond(context.req.raw, context.req.param('id'), answer));
  }

  delete(path: string, answer: Answer): void {
    this.app.delete(path, (context) => this.respond(context.req.raw, context.req.param('id'), answer));
  }

  /** The answer to a path that does not exist. */
  unknownPath(request: Request): Response {
    const { pathname } = new URL(request.url);
    const message = `Unrecognized request URL (${request.method}: ${pathname}).`;
    return failed(new StripeError(404, 'invalid_request_error', message), newId('req', 14));
  }

  private async respond(request: Request, id: string, answer: Answer): Promise<Response> {
    const requestId = newId('req', 14);
    try {
      this.checkKey(request.headers.get('authorization') ?? '');
      const body = request.method === 'GET' ? '' : await request.text();
      const params = parseForm([new URL(request.url).search.slice(1), body].filter(Boolean).join('&'));
      catchUp(this.account);
      const key = request.method === 'POST' ? request.headers.get('idempotency-key') : null;
      const fingerprint = `${request.method} ${new URL(request.url).pathname} ${digest(JSON.stringify(params))}`;
      const kept = this.idempotency.find(key, fingerprint);
      if (kept) return sent(kept.status, kept.body, requestId, { 'idempotent-replayed': 'true' });

      const answered = this.answered(() => expand(this.account, answer({ id, params }), texts(params, 'expand')));
      this.idempotency.keep(key, fingerprint, answered);
      return sent(answered.status, answered.body, requestId, key ? { 'idempotency-key': key } : {});
    } catch (error) {
      if (error instanceof StripeError) return failed(error, requestId);
      console.error('The pretend Stripe failed:', error);
      return failed(new StripeError(500, 'api_error', 'The sandbox failed to answer this.'), requestId);
    }
  }

  /** What a call comes to. A declined card is a result like any other and is replayed; a refusal is not. */
  private answered(call: () => Fields): KeptAnswer {
    try {
      return { status: 200, body: JSON.stringify(call(), null, 2) };
    } catch (error) {
      if (error instanceof StripeError && error.type === 'card_error') {
        return { status: error.status, body: JSON.stringify(error, null, 2) };
      }
      throw error;
    }
  }

  private checkKey(authorization: string): void {
    const [scheme = '', credentials = ''] = authorization.split(' ');
    const key =
      scheme.toLowerCase() === 'basic'
        ? (Buffer.from(credentials, 'base64').toString().split(':')[0] ?? '')
        : credentials;
    if (!key) {
      throw new StripeError(401, 'invalid_request_error', 'You did not provide an API key.');
    }
    if (!timingSafeEqual(hash(key), hash(this.secretKey))) {
      throw new StripeError(401, 'invalid_request_error', `Invalid API Key provided: ${key.slice(0, 8)}****`);
    }
  }
}

function failed(error: StripeError, requestId: string): Response {
  return sent(error.status, JSON.stringify(error, null, 2), requestId);
}

function sent(status: number, body: string, requestId: string, more: Record<string, string> = {}): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'application/json', 'request-id': requestId, 'stripe-version': apiVersion, ...more },
  });
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function digest(text: string): string {
  return hash(text).toString('hex');
}
