import { readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { signedIn, type SignedInUser } from '@app/auth/testing';
import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { speak, type RawAnswer } from '@app/security/testing';
import { TestSocket } from '@app/turns/testing';
import { DataSource } from 'typeorm';
import { testApp } from './support/test-app.js';

const EXACTLY: Record<string, string> = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'self'",
  'referrer-policy': 'strict-origin-when-cross-origin',
};
const ORIGIN = 'http://localhost:8000';
const SAME_ORIGIN = `Origin: ${ORIGIN}\r\n`;
const NAVIGATION = 'Sec-Fetch-Mode: navigate\r\nAccept: text/html\r\n';
const JSON_BODY = 'Content-Type: application/json\r\n';
const HANDSHAKE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

const get = (path: string, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers.includes('Upgrade') ? '' : 'Connection: close\r\n'}${headers}\r\n`;
const post = (path: string, body: string, headers = JSON_BODY + SAME_ORIGIN) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;

const asset =
  '/_app/immutable/entry/' + readdirSync('apps/web/build/_app/immutable/entry').find((name) => name.endsWith('.js'));
const account = JSON.stringify({ email: 'ada@example.com', password: 'not-the-password-of-ada' });
const padded = (bytes: number) => JSON.stringify({ padding: 'x'.repeat(bytes) });

describe('the whole application', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;
  let port: number;
  let user: SignedInUser;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await testApp(database.url);
    await app.listen(0, '127.0.0.1');
    ({ port } = app.getHttpServer().address() as AddressInfo);
    user = await signedIn(app);
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  const storedEvents = async () =>
    Number((await app.get(DataSource).query('SELECT count(*) FROM stripe_events'))[0].count as string);

  const HTTP: [what: string, status: number, type: RegExp | undefined, request: () => string][] = [
    ['a page', 200, /^text\/html/, () => get('/login', NAVIGATION)],
    ['the first page, for which somebody must sign in', 302, undefined, () => get('/', NAVIGATION)],
    ['the headers of a page alone', 200, /^text\/html/, () => get('/login').replace('GET', 'HEAD')],
    ['a static file', 200, /javascript/, () => get(asset)],
    ['a static file, compressed', 200, /javascript/, () => get(asset, 'Accept-Encoding: br\r\n')],
    ['a static file that is not there', 404, /problem\+json/, () => get('/_app/immutable/entry/none.js')],
    ['a page that is not there', 404, /^text\/html/, () => get('/nowhere', NAVIGATION)],
    ['a path that is not there, for a program', 404, /problem\+json/, () => get('/nowhere')],
    ['a path that tries to leave the folder', 404, /problem\+json/, () => get('/..%2f..%2fpackage.json')],
    ['an answer of the API', 200, /json/, () => get('/auth/me', `Cookie: ${user.cookie}\r\n`)],
    ['a redirect', 302, undefined, () => get('/auth/oauth/google/start')],
    ['an unknown caller', 401, /problem\+json/, () => get('/auth/me')],
    ['a wrong password', 401, /problem\+json/, () => post('/auth/login', account)],
    [
      'a foreign origin',
      403,
      /problem\+json/,
      () => post('/auth/login', account, `${JSON_BODY}Origin: http://evil.test\r\n`),
    ],
    ['no origin', 403, /problem\+json/, () => post('/auth/login', account, JSON_BODY)],
    ['an unknown method of a path', 404, /problem\+json/, () => post('/auth/me', '{}')],
    ['a body over the limit', 413, /problem\+json/, () => post('/auth/login', padded(200_000))],
    [
      'a body that is no JSON',
      415,
      /problem\+json/,
      () => post('/auth/login', 'a=1', `Content-Type: text/plain\r\n${SAME_ORIGIN}`),
    ],
    ['broken JSON', 400, /problem\+json/, () => post('/auth/login', '{"email":')],
    ['a request that Node cannot read', 400, /problem\+json/, () => 'NONSENSE\r\n\r\n'],
    ['metrics', 200, /^text\/plain; version=0\.0\.4/, () => get('/metrics')],
    ['health', 200, /json/, () => get('/health')],
    ['the description of the API', 200, /json/, () => get('/api/openapi.json')],
    ['a webhook without a signature', 400, /problem\+json/, () => post('/billing/webhook', '{}', JSON_BODY)],
  ];

  it.each(HTTP)('puts every security header exactly once on %s (%i)', async (_what, status, type, request) => {
    const answer = await speak(port, request());
    expect(answer.status).toBe(status);
    if (type) expect(answer.headers.get('content-type')).toEqual([expect.stringMatching(type)]);
    expectHardened(answer);
  });

  it('puts them on a static file that has not changed (304)', async () => {
    const [tag] = (await speak(port, get(asset))).headers.get('etag')!;
    const answer = await speak(port, get(asset, `If-None-Match: ${tag}\r\n`));
    expect([answer.status, answer.body]).toEqual([304, '']);
    expectHardened(answer);
  });

  const HANDSHAKES: [what: string, status: number, request: () => string][] = [
    ['of nobody', 401, () => get('/ws', HANDSHAKE + SAME_ORIGIN)],
    [
      'from a foreign page',
      403,
      () => get('/ws', `${HANDSHAKE}Origin: http://evil.test\r\nCookie: ${user.cookie}\r\n`),
    ],
    ['with cookies and no origin', 403, () => get('/ws', `${HANDSHAKE}Cookie: ${user.cookie}\r\n`)],
    ['on another path', 404, () => get('/elsewhere', HANDSHAKE + SAME_ORIGIN)],
  ];

  it.each(HANDSHAKES)('puts them on the refusal of a socket %s (%i)', async (_what, status, request) => {
    const answer = await speak(port, request());
    expect(answer.status).toBe(status);
    expectHardened(answer);
  });

  it('puts them on the 101 of a socket', async () => {
    const socket = await TestSocket.open(`ws://127.0.0.1:${port}/ws`, { cookie: user.cookie, origin: ORIGIN });
    const { rawHeaders } = await socket.handshake;
    await socket.close();
    const headers = new Map<string, string[]>();
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = rawHeaders[at]!.toLowerCase();
      headers.set(name, [...(headers.get(name) ?? []), rawHeaders[at + 1]!]);
    }
    expectHardened({ headers });
  });

  it('reads a webhook of 500 KB to its end, to find that its signature is wrong, and stores nothing', async () => {
    const signature = `Stripe-Signature: t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}\r\n`;
    const before = await storedEvents();
    const answer = await speak(port, post('/billing/webhook', padded(500_000), JSON_BODY + signature));
    expect(answer.status).toBe(400);
    expect((await speak(port, post('/billing/webhook', '{}', JSON_BODY))).status).toBe(400);
    expect((await speak(port, post('/billing/webhook', padded(1_100_000), JSON_BODY + signature))).status).toBe(413);
    expect([before, await storedEvents()]).toEqual([0, 0]);
  });
});

function expectHardened({ headers }: Pick<RawAnswer, 'headers'>): void {
  for (const [name, value] of Object.entries(EXACTLY)) expect([name, headers.get(name)]).toEqual([name, [value]]);
  expect(headers.get('x-request-id')).toEqual([expect.stringMatching(/^[\w-]{8,64}$/)]);
  expect(headers.has('x-powered-by')).toBe(false);
  expect(headers.has('server')).toBe(false);
}
