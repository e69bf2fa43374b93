import type { BrowserContext, Request } from 'playwright-core';
import { canaries } from './canaries.js';

const IN_BODIES = new Set(['password', 'currentPassword', 'newPassword', 'token', 'text']);
const IN_QUERIES = ['code', 'state', 'token', 'code_challenge', 'nonce'];

/** Remembers what a request and its answer hold that no log may: cookies, bearers, passwords, codes, states, prompts. */
function overhearHeaders(headers: Headers): void {
  for (const cookie of (headers.get('cookie') ?? '').split('; ')) canaries.add('a cookie', valueOf(cookie));
  for (const line of headers.getSetCookie()) canaries.add('a cookie', valueOf(line.split(';')[0]!));
  canaries.add('a bearer', /^Bearer (\S+)/.exec(headers.get('authorization') ?? '')?.[1]);
  canaries.add('a signature', /v1=(\w+)/.exec(headers.get('stripe-signature') ?? '')?.[1]);
  overhearUrl(headers.get('location') ?? '');
}

function overhearUrl(url: string): void {
  const query = URL.parse(url, 'http://here')?.searchParams;
  for (const name of IN_QUERIES) canaries.add(`the ${name} of a URL`, query?.get(name));
}

function overhearJson(text: string): void {
  try {
    JSON.parse(text, (key, value: unknown) => {
      if (IN_BODIES.has(key) && typeof value === 'string') canaries.add(`a ${key} that was sent`, value);
    });
  } catch {
    // What is no JSON is no frame and no body of ours.
  }
}

const valueOf = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1);

/** Listens to everything that pages of a browser say and are told. */
export function overhearPages(context: BrowserContext): void {
  const listen = async (request: Request) => {
    overhearUrl(request.url());
    overhearJson(request.postData() ?? '');
    const response = await request.response();
    for (const { name, value } of (await response?.headersArray()) ?? [])
      if (/^(set-cookie|location)$/i.test(name)) overhearHeaders(new Headers([[name, value]]));
  };
  // A page may be gone before it is answered.
  context.on('request', (request) => void listen(request).catch(() => undefined));
  context.on('page', (page) =>
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => overhearJson(String(payload)))),
  );
}

const plainFetch = globalThis.fetch;

/** Listens to what tests fetch, too. */
export function overhearFetch(): void {
  globalThis.fetch = async (input, init) => {
    overhearUrl(input instanceof Request ? input.url : String(input));
    overhearHeaders(new Headers(init?.headers));
    if (typeof init?.body === 'string') overhearJson(init.body);
    const response = await plainFetch(input, init);
    overhearHeaders(response.headers);
    return response;
  };
}
