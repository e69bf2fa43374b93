import { Body, Controller, Get, Header, Post, Redirect, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Duplex } from 'node:stream';
import { UpgradeRouter } from '../upgrade/upgrade-router.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { BadOrigin, RateLimited } from '../security.errors.js';
import { PlatformConfig } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { SecurityConfig } from '../security.config.js';
import { speak, startHardenedApp, TEST_ENVIRONMENT, TEST_ORIGIN, type RawAnswer } from '../testing/index.js';

@Controller()
class Pages {
  @Get('ok')
  ok() {
    return { ok: true };
  }

  @Get('broken')
  broken() {
    throw new Error('the cause is nobody’s business');
  }

  @Get('stubborn')
  @Header('Content-Security-Policy', "default-src 'none'")
  @Header('X-Powered-By', 'something')
  @Header('Server', 'something')
  stubborn() {
    return 'sets its own headers';
  }

  @Get('raw')
  raw(@Res() reply: FastifyReply) {
    reply.hijack();
    reply.raw.writeHead(200, 'Fine', [
      'content-security-policy',
      "default-src 'none'",
      'set-cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
      'connection',
      'close',
    ]);
    reply.raw.end('raw');
  }

  @Get('moved')
  @Redirect('/ok', 302)
  moved() {}

  @Post('echo')
  echo(@Body() body: unknown) {
    return body;
  }
}

const sent = `Host: x\r\nOrigin: ${TEST_ORIGIN}\r\nConnection: close\r\n`;
const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\n${sent}${more}\r\n`;
const post = (body: string, more = '') =>
  `POST /echo HTTP/1.1\r\n${sent}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;
const handshake = (path: string, more = `Origin: ${TEST_ORIGIN}\r\n`) =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;

const EXACTLY: Record<string, string> = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'self'",
  'referrer-policy': 'strict-origin-when-cross-origin',
};

function expectHardened({ headers }: RawAnswer) {
  for (const [name, value] of Object.entries(EXACTLY)) expect([name, headers.get(name)]).toEqual([name, [value]]);
  expect(headers.get('x-request-id')).toEqual([expect.stringMatching(/^[A-Za-z0-9-]{8,64}$/)]);
  expect(headers.has('x-powered-by')).toBe(false);
  expect(headers.has('server')).toBe(false);
}

const config = testConfig([PlatformConfig, SecurityConfig], {}, TEST_ENVIRONMENT);
let started: Awaited<ReturnType<typeof startHardenedApp>>;
beforeAll(async () => {
  started = await startHardenedApp(config, { controllers: [Pages] }, { headersTimeoutMs: 300, requestTimeoutMs: 600 });
  const router = started.app.get(UpgradeRouter);
  router.route('/ws', {
    async authenticate({ headers }) {
      if (headers.authorization === 'Bearer forbidden') throw new BadOrigin();
      if (headers.authorization === 'Bearer limited') throw new RateLimited(3);
      if (headers.authorization === 'Bearer broken') throw new Error('secret cause');
      return 'somebody';
    },
    accept(_request, socket: Duplex) {
      socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    },
  });
});
afterAll(() => started.app.close());

describe('the five security headers and the request id, each exactly once', () => {
  it('are the values of the contract, and more that cost nobody anything', () => {
    expect(Object.fromEntries(SECURITY_HEADERS.map(([name, value]) => [name.toLowerCase(), value]))).toEqual({
      ...EXACTLY,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'x-permitted-cross-domain-policies': 'none',
      'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    });
  });

  const cases: [what: string, status: number, request: string][] = [
    ['an answer', 200, get('/ok')],
    ['a handler that sets its own', 200, get('/stubborn')],
    ['a handler that writes to the socket’s response itself', 200, get('/raw')],
    ['a redirect', 302, get('/moved')],
    ['an unknown path', 404, get('/nowhere')],
    ['a path that cannot be decoded', 400, get('/%zz')],
    ['an error', 500, get('/broken')],
    ['JSON that is none', 400, post('{"a":')],
    ['JSON that would change a prototype', 400, post('{"__proto__":{"admin":true}}')],
    ['a body that is too large', 413, post(`{"a":"${'x'.repeat(101 * 1024)}"}`)],
    ['a body of another type', 415, post('a=1').replace('application/json', 'application/x-www-form-urlencoded')],
    ['a body of no type', 415, post('a=1').replace('Content-Type: application/json\r\n', '')],
    ['a foreign origin', 403, post('{}').replace(TEST_ORIGIN, 'http://evil.test')],
    ['headers that are too large', 431, get('/ok', `X-Long: ${'x'.repeat(17 * 1024)}\r\n`)],
    ['a request line that is none', 400, 'NONSENSE\r\n\r\n'],
    ['a method that is none', 400, 'BREW /ok HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a missing Host', 400, 'GET /ok HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['an expectation that cannot be met', 417, get('/ok', 'Expect: a-miracle\r\n')],
    ['a tunnel', 405, 'CONNECT other.test:443 HTTP/1.1\r\nHost: other.test:443\r\n\r\n'],
    ['headers that do not arrive in time', 408, 'GET /ok HTTP/1.1\r\nHost: x\r\n'],
    ['a socket on an unknown path', 404, handshake('/elsewhere')],
    ['a socket from a foreign origin', 403, handshake('/ws', 'Origin: http://evil.test\r\n')],
    ['a socket with cookies and no origin', 403, handshake('/ws', 'Cookie: session=1\r\n')],
    ['a socket that authentication refuses', 403, handshake('/ws', 'Authorization: Bearer forbidden\r\n')],
    ['a socket beyond the limit', 429, handshake('/ws', 'Authorization: Bearer limited\r\n')],
    ['a socket whose authentication breaks', 500, handshake('/ws', 'Authorization: Bearer broken\r\n')],
    ['a handshake without a key', 400, handshake('/ws').replace(/Sec-WebSocket-Key.*\r\n/, '')],
  ];

  it.each(cases)('are on %s (%i)', async (_what, status, request) => {
    const answer = await speak(started.port, request);
    expect(answer.status).toBe(status);
    expectHardened(answer);
    if (status < 400) return;
    expect(answer.headers.get('content-type')).toEqual([expect.stringMatching(/^application\/problem\+json/)]);
    const problem = JSON.parse(answer.body) as Record<string, unknown>;
    expect(problem).toMatchObject({
      status,
      requestId: answer.headers.get('x-request-id')![0],
      code: expect.any(String),
    });
    expect(answer.body).not.toMatch(/secret cause|nobody’s business|node_modules/);
  });

  it('keep every cookie that was given to writeHead', async () => {
    const answer = await speak(started.port, get('/raw'));
    expect(answer.headers.get('set-cookie')).toEqual(['a=1', 'b=2']);
  });

  it('L3: carry the caller’s own request id if it is well formed, and never another', async () => {
    const own = await speak(started.port, get('/ok', 'X-Request-Id: from-the-caller-1\r\n'));
    expect(own.headers.get('x-request-id')).toEqual(['from-the-caller-1']);
    const bad = await speak(started.port, get('/ok', 'X-Request-Id: <script>\r\n'));
    expect(bad.headers.get('x-request-id')).not.toEqual(['<script>']);
  });

  it('tell a limited caller when to come back', async () => {
    const answer = await speak(started.port, handshake('/ws', 'Authorization: Bearer limited\r\n'));
    expect(answer.headers.get('retry-after')).toEqual(['3']);
  });
});

describe('the server', () => {
  it('leaves HTTP only for WebSockets: an offer of HTTP/2 is an ordinary request', async () => {
    const answer = await speak(
      started.port,
      get('/ok').replace('Connection: close', 'Connection: Upgrade, close\r\nUpgrade: h2c'),
    );
    expect(answer.status).toBe(200);
  });
});
