import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Stripe } from 'stripe';
import { parseForm, type Form } from './form.js';
import { PretendAccount } from './pretend-account.js';
import { PretendRefusal } from './pretend-refusal.js';

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}
type Fault = { status: number; body?: unknown; headers?: Record<string, string> } | 'hang' | 'reset';

/** A Stripe on loopback that a test can program: an account in memory, and faults on demand. */
export class PretendStripe {
  readonly account = new PretendAccount();
  /** Every request so far, as `POST /v1/customers`. */
  readonly calls: string[] = [];
  /** The headers of each of them. */
  readonly headers: IncomingMessage['headers'][] = [];
  /** Called with every request before it is answered, which waits for it. What it returns is the answer. */
  meanwhile?: (call: string) => Answer | void | Promise<Answer | void>;
  private fault?: Fault;
  private readonly replays = new Map<string, Answer & { of: string }>();
  private readonly held = new Set<() => void>();
  private isHolding = false;
  private readonly server: Server = createServer((request, response) => void this.respond(request, response));

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.release();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** From now on every request ends like this. */
  breakWith(fault: Fault): void {
    this.fault = fault;
  }

  heal(): void {
    this.fault = undefined;
  }

  /** From now on answers wait until `release`. */
  hold(): void {
    this.isHolding = true;
  }

  release(): void {
    this.isHolding = false;
    for (const go of this.held) go();
    this.held.clear();
  }

  countOf(call: string): number {
    return this.calls.filter((made) => made.startsWith(call)).length;
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://stripe');
    const form = parseForm(await textOf(request));
    this.calls.push(`${request.method} ${url.pathname}`);
    this.headers.push(request.headers);
    if (this.fault === 'hang') return;
    if (this.fault === 'reset') return void request.socket.destroy();
    if (this.fault) return send(response, { body: { error: { type: 'api_error' } }, ...this.fault });
    if (this.isHolding) await new Promise<void>((go) => this.held.add(go));
    const own = await this.meanwhile?.(`${request.method} ${url.pathname}`);
    send(response, own ?? this.answer(request, url, form));
  }

  private answer(request: IncomingMessage, url: URL, form: Form): Answer {
    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
    const of = JSON.stringify([request.method, url.pathname, form]);
    const known = typeof key === 'string' ? this.replays.get(key) : undefined;
    if (known) return known.of === of ? known : { status: 400, body: OTHER_REQUEST };
    const answer = this.answerNew(`${request.method} ${url.pathname}`, url, form);
    // As Stripe does: what was carried out is repeated word for word, a declined card too; what was not begun is not.
    if (typeof key === 'string' && answer.status !== 400) this.replays.set(key, { ...structuredClone(answer), of });
    return answer;
  }

  private answerNew(call: string, { searchParams }: URL, form: Form): Answer {
    if (this.account.removed.has(String(form.customer ?? searchParams.get('customer'))))
      return { status: 400, body: NO_SUCH_CUSTOMER };
    try {
      const body = this.account.answer(call, form, searchParams);
      return body ? { status: 200, body } : { status: 404, body: NO_SUCH };
    } catch (error) {
      if (error instanceof PretendRefusal) return { status: error.status, body: { error: error.error } };
      throw error;
    }
  }
}

const OTHER_REQUEST = {
  error: { type: 'idempotency_error', message: 'The key was used for another request' },
};
const NO_SUCH = { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such object' } };
const NO_SUCH_CUSTOMER = { error: { ...NO_SUCH.error, message: 'No such customer', param: 'customer' } };

/** The `Stripe-Signature` of a body. */
export function signatureOf(body: string, secret: string, atMs = Date.now()): string {
  return Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: Math.floor(atMs / 1000) });
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
