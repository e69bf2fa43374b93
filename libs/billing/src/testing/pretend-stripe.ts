import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Stripe } from 'stripe';
import { parseForm, type Form } from './form.js';
import { PretendAccount } from './pretend-account.js';

interface Answer {
  status: number;
  body: unknown;
}
type Fault = { status: number; body?: unknown } | 'hang' | 'reset';

/** A Stripe on loopback that a test can program: an account in memory, and faults on demand. */
export class PretendStripe {
  readonly account = new PretendAccount();
  /** Every request so far, as `POST /v1/customers`. */
  readonly calls: string[] = [];
  private fault?: Fault;
  private readonly replays = new Map<string, Answer>();
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
    if (this.fault === 'hang') return;
    if (this.fault === 'reset') return void request.socket.destroy();
    if (this.fault)
      return send(response, { status: this.fault.status, body: this.fault.body ?? { error: { type: 'api_error' } } });
    if (this.isHolding) await new Promise<void>((go) => this.held.add(go));
    send(response, this.answer(request, url, form));
  }

  private answer(request: IncomingMessage, url: URL, form: Form): Answer {
    const key = request.headers['idempotency-key'];
    const known = typeof key === 'string' ? this.replays.get(key) : undefined;
    if (known) return known;
    if (this.account.removed.has(String(form.customer ?? url.searchParams.get('customer'))))
      return { status: 400, body: NO_SUCH_CUSTOMER };
    const body = this.account.answer(`${request.method} ${url.pathname}`, form, url.searchParams);
    const answer = body ? { status: 200, body } : { status: 404, body: NO_SUCH };
    if (typeof key === 'string') this.replays.set(key, answer);
    return answer;
  }
}

const NO_SUCH = { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such object' } };
const NO_SUCH_CUSTOMER = { error: { ...NO_SUCH.error, message: 'No such customer', param: 'customer' } };

/** The `Stripe-Signature` of a body. */
export function signatureOf(body: string, secret: string, atMs = Date.now()): string {
  return Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: Math.floor(atMs / 1000) });
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
