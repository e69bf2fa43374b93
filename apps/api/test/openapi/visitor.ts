import { expect } from '@jest/globals';
import type { Description, Endpoint, Received } from './description.js';

/** What an operation is called with. */
export interface Call {
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: object | string;
  headers?: Record<string, string>;
}

/** An error that is expected: its status and its code, both as described. */
export type Refusal = [status: number, code: string];

let visitors = 0;

/** Somebody with a browser who knows nothing of the API but its description, and takes it at its word. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  private readonly address = `10.9.${Math.floor(++visitors / 250)}.${visitors % 250}`;

  constructor(
    private readonly description: Description,
    private readonly base: string,
    private readonly origin: string,
    private readonly seen: Set<string>,
  ) {}

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  set cookie(header: string) {
    for (const pair of header.split('; ')) this.cookies.set(pair.split('=', 1)[0]!, pair.slice(pair.indexOf('=') + 1));
  }

  /** Calls an operation that succeeds, and gives the body of its answer, or where it redirects to. */
  async call<T = Record<string, unknown>>(operationId: string, call: Call = {}): Promise<T> {
    const endpoint = this.description.endpoint(operationId);
    const [documented] = Object.keys(endpoint.responses).map(Number);
    this.expectDescribed(endpoint, call);
    const { status, headers, text } = await this.receive(endpoint, call);
    expect([operationId, status, status === documented ? '' : text]).toEqual([operationId, documented, '']);
    this.seen.add(operationId);
    if (status === 302) return headers.get('location') as T;
    return (headers.get('content-type')?.includes('json') ? JSON.parse(text) : text) as T;
  }

  /** Calls one that is refused, with a code that is described for it. */
  async refused(operationId: string, [expected, code]: Refusal, call: Call = {}): Promise<void> {
    const endpoint = this.description.endpoint(operationId);
    const { status, text } = await this.receive(endpoint, call);
    expect([operationId, status, JSON.parse(text).code]).toEqual([operationId, expected, code]);
    expect([operationId, endpoint.responses[expected]?.description]).toEqual([
      operationId,
      expect.stringContaining(`\`${code}\``),
    ]);
  }

  /** Asks, and compares what comes with the description, whatever comes. */
  async receive(endpoint: Endpoint, { path = {}, query = {}, body, headers = {} }: Call): Promise<Received> {
    const { method } = endpoint;
    const target = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name]!));
    const search = Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : '';
    const response = await fetch(this.base + target + search, {
      method,
      redirect: 'manual',
      headers: {
        ...(method === 'GET' ? {} : { origin: this.origin }),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(this.cookies.size > 0 ? { cookie: this.cookie } : {}),
        // Whoever reads metrics is on this machine, and behind no proxy.
        ...(endpoint.tags?.includes('Operations') ? {} : { 'x-forwarded-for': this.address }),
        ...headers,
      },
      ...(body ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const received = { status: response.status, headers: response.headers, text: await response.text() };
    const faults = this.description.faultsOf(endpoint, received);
    expect([endpoint.operationId, faults, faults.length > 0 ? received.text : '']).toEqual([
      endpoint.operationId,
      [],
      '',
    ]);
    return received;
  }

  /** What is sent on the way to success is described, too. */
  private expectDescribed({ operationId, parameters = [], requestBody }: Endpoint, call: Call): void {
    const given = [...Object.keys(call.query ?? {}), ...Object.keys(call.path ?? {})];
    expect([operationId, parameters.map(({ name }) => name)]).toEqual([operationId, expect.arrayContaining(given)]);
    const needed = requestBody?.required ? 'a body' : 'no body';
    expect([operationId, call.body ? Boolean(requestBody) : needed]).toEqual([
      operationId,
      call.body ? true : 'no body',
    ]);
    if (typeof call.body !== 'object') return;
    const faults = this.description.faultsIn(call.body, requestBody!.content['application/json']!.schema);
    expect([operationId, faults]).toEqual([operationId, []]);
  }

  private keep(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
    if (/Max-Age=0/.test(line)) this.cookies.delete(name!);
    else this.cookies.set(name!, value!);
  }
}
