import fc from 'fast-check';
import { validBody } from './real-data.js';
import { fill, type Route, type Values } from './routes.js';

type Headers = [name: string, value: string][];

/** What an attacker may choose of a request to a given route; whoever sends it adds who they are. */
export interface OddRequest {
  target: string;
  headers: Headers;
  body?: string | Uint8Array;
}

/** Headers that something in the program reads. */
export const READ_HEADERS = [
  ...['User-Agent', 'Cookie', 'Authorization', 'X-Request-Id', 'traceparent', 'tracestate', 'X-Forwarded-For'],
  ...['Origin', 'Sec-Fetch-Site', 'Sec-Fetch-Mode', 'Accept', 'Accept-Encoding', 'Content-Type', 'Content-Encoding'],
  ...['If-None-Match', 'If-Modified-Since', 'Range', 'Host', 'Stripe-Signature', 'Expect', 'Upgrade'],
];
const COOKIES = ['auth_token', '__Host-auth_token', 'session', '__Host-session', '__Host-known_device', 'oauth_flow_0'];

/** The bytes of a text as a URL carries them; half a surrogate pair becomes the bytes that no UTF-8 may hold. */
export function percentEncoded(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    const bytes =
      code >= 0xd800 && code <= 0xdfff
        ? [0xed, 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
        : [...Buffer.from(character)];
    return bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  }).join('');
}

/** As it stands, without what would end the request line: that is another attack. */
const raw = (text: string) => text.replace(/[\r\n ]/g, '');

/** A naughty text in every place that a route has for one. `at` chooses the header. */
export function requestsWith(text: string, at: number, route: Route, values: Values): OddRequest[] {
  const path = fill(route, values);
  const encoded = percentEncoded(text);
  const header = READ_HEADERS[at % READ_HEADERS.length]!;
  const cookie = COOKIES[at % COOKIES.length]!;
  const targets = [`${path}?${raw(text)}`, ...[...route.query, 'x'].map((name) => `${path}?${name}=${encoded}`)];
  if (/[:*]/.test(route.path))
    targets.push(
      fill(route, () => encoded),
      fill(route, () => raw(text)),
    );
  const plain = route.body ? { body: JSON.stringify(validBody(route.body)) } : {};
  return [
    ...targets.map((target) => ({ target, headers: [], ...plain })),
    { target: path, headers: [[header, text]], ...plain },
    { target: path, headers: [['Cookie', `${cookie}=${text}`]], ...plain },
    ...bodiesWith(text, route).map((body) => ({ target: path, headers: [] as Headers, body })),
  ];
}

function bodiesWith(text: string, { method, body }: Route): string[] {
  if (method === 'GET') return [];
  const fields = Object.keys(body?.properties ?? {});
  const valid = validBody(body);
  const odd = [...fields.map((field) => ({ ...valid, [field]: text })), { ...valid, [text]: text }];
  return odd.map((each) => JSON.stringify(each));
}

/** Requests to a route that come from its schema and from nowhere, made of these texts and bodies and of random ones. */
export function oddRequests(
  route: Route,
  values: Values,
  texts: string[],
  bodies: (string | Uint8Array)[],
): fc.Arbitrary<OddRequest> {
  const text = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...texts) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 1, arbitrary: fc.uuid() },
    // As cursors are: an opaque word that holds what the database will see.
    { weight: 1, arbitrary: fc.constantFrom(...texts).map((each) => Buffer.from(`a@${each}`).toString('base64url')) },
  );
  const inUrl = fc.tuple(text, fc.boolean()).map(([value, encoded]) => (encoded ? percentEncoded(value) : raw(value)));
  const names = fc.oneof(
    fc.constantFrom('x', 'state', 'code', 'error', 'returnTo', 'iss', 'page', ...route.query),
    inUrl,
  );
  const query = fc
    .array(fc.tuple(names, inUrl), { maxLength: 4 })
    .map((pairs) => (pairs.length ? `?${pairs.map((pair) => pair.join('=')).join('&')}` : ''));
  const path = fc.oneof(
    fc.constant(fill(route, values)),
    inUrl.map((value) => fill(route, () => value)),
  );
  const headers = fc.array(
    fc.oneof(
      fc.tuple(fc.constantFrom(...READ_HEADERS), text),
      fc
        .tuple(fc.constantFrom(...COOKIES), text)
        .map(([name, value]): [string, string] => ['Cookie', `${name}=${value}`]),
      text.map((value): [string, string] => ['Authorization', `Bearer ${value}`]),
    ),
    { maxLength: 3 },
  );
  const target = fc.tuple(path, query).map((parts) => parts.join(''));
  return fc.record({ target, headers, body: oddBody(route, text, bodies) });
}

/** Bodies that are nearly right, and bodies that are nothing of the kind. */
function oddBody(route: Route, text: fc.Arbitrary<string>, bodies: (string | Uint8Array)[]) {
  const none = fc.constant(undefined);
  if (route.method === 'GET') return fc.oneof({ weight: 9, arbitrary: none }, fc.constantFrom(...bodies));
  const value = fc.oneof(text, fc.jsonValue({ maxDepth: 3 }), fc.double(), fc.maxSafeInteger());
  const fields = Object.keys(route.body?.properties ?? {});
  const change = fc.tuple(fc.oneof(fc.constantFrom('x', ...fields), text), value);
  const changed = fc
    .tuple(
      fc.constant(null).map(() => validBody(route.body)),
      fc.array(change, { maxLength: 3 }),
      fc.subarray(fields),
    )
    .map(([valid, changes, without]) => {
      const kept = Object.entries(valid).filter(([name]) => !without.includes(name));
      return JSON.stringify(Object.fromEntries([...kept, ...changes]));
    });
  const doubled = fc.tuple(changed, changed).map(([a, b]) => `${a.slice(0, -1)},${b.slice(1)}`);
  const cut = fc.tuple(changed, fc.nat(200)).map(([json, length]) => json.slice(0, length));
  return fc.oneof(
    { weight: 6, arbitrary: changed },
    { weight: 1, arbitrary: doubled },
    { weight: 1, arbitrary: cut },
    { weight: 2, arbitrary: fc.constantFrom(...bodies) },
    { weight: 1, arbitrary: fc.jsonValue().map((json) => JSON.stringify(json)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
    none,
  );
}
