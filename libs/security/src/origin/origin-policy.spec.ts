import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Injectable,
  Post,
  Query,
  Req,
  type OnModuleInit,
  type RawBodyRequest,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PlatformConfig } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { SecurityConfig } from '../security.config.js';
import { startHardenedApp, TEST_ENVIRONMENT, TEST_ORIGIN } from '../testing/index.js';
import { AnyQuery } from '../input/any-query.decorator.js';
import { CrossOrigin } from './cross-origin.decorator.js';

let writes = 0;

@Controller()
class Things {
  @Get('things')
  list(@Query() query: object) {
    return { query };
  }

  @Get('passing-through')
  @AnyQuery()
  pass(@Query() query: object) {
    return { query };
  }

  @Post('things')
  @HttpCode(200)
  write(@Body() body: unknown) {
    writes++;
    return { body: body ?? null };
  }

  @Delete('things/:id')
  @HttpCode(204)
  remove() {
    writes++;
  }

  @Post('hook')
  @HttpCode(200)
  @CrossOrigin()
  hook(@Req() request: RawBodyRequest<FastifyRequest>) {
    return { bytes: request.rawBody?.length };
  }
}

/** A route that Nest did not make, as those of the API's description are: its errors are not Nest's to translate. */
@Injectable()
class EarlyRoute implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  async onModuleInit() {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.all('/early', async () => ({}));
    await fastify.after();
  }
}

const LISTED = 'https://other.example.com';
const config = testConfig([PlatformConfig, SecurityConfig], { cors: { origins: [LISTED] } }, TEST_ENVIRONMENT);
let started: Awaited<ReturnType<typeof startHardenedApp>>;
beforeAll(async () => {
  started = await startHardenedApp(config, { controllers: [Things] });
});
afterAll(() => started.app.close());
beforeEach(() => (writes = 0));

const json = { 'content-type': 'application/json' };
const call = (path: string, method: string, headers: Record<string, string> = {}, body?: string) =>
  fetch(`${started.url}${path}`, { method, headers, body });
const write = (headers: Record<string, string>, body = '{}') => call('/things', 'POST', { ...json, ...headers }, body);
const ours = { origin: TEST_ORIGIN };

async function expectRefused(response: Response, status: number, code: string) {
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code, status });
  expect(writes).toBe(0);
}

describe('C1: a state-changing request', () => {
  it('passes from our own pages, by Origin or by Sec-Fetch-Site', async () => {
    expect((await write(ours)).status).toBe(200);
    expect((await write({ ...ours, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await write({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect(writes).toBe(3);
  });

  it.each([
    ['a foreign origin', { origin: 'http://evil.test' }],
    ['a foreign origin that begins like ours', { origin: `${TEST_ORIGIN}.evil.test` }],
    ['our host on another port', { origin: `${TEST_ORIGIN}:8080` }],
    ['our host on another scheme', { origin: 'https://app.test' }],
    ['an opaque origin', { origin: 'null' }],
    ['another site by Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
    ['another subdomain by Sec-Fetch-Site', { 'sec-fetch-site': 'same-site' }],
    ['our Origin with a foreign Sec-Fetch-Site', { ...ours, 'sec-fetch-site': 'cross-site' }],
    ['neither', {}],
    ['neither, with a cookie', { cookie: 'session=1' }],
    ['basic credentials and a foreign origin', { authorization: 'Basic YTpi', origin: 'http://evil.test' }],
  ])('is refused with %s', async (_what, headers) => {
    await expectRefused(await write(headers as Record<string, string>), 403, 'bad_origin');
    await expectRefused(await call('/things/1', 'DELETE', headers as Record<string, string>), 403, 'bad_origin');
  });

  it('needs no origin with a bearer token or on a route for other servers', async () => {
    expect((await write({ authorization: 'Bearer x' })).status).toBe(200);
    expect((await call('/hook', 'POST', json, '{}')).status).toBe(200);
  });

  it('is refused before its body is read', async () => {
    await expectRefused(await write({ origin: 'http://evil.test' }, '{"broken'), 403, 'bad_origin');
  });
});

describe('C2: a body', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=utf-7',
    'application/json, text/plain',
    '',
  ])('of type "%s" is refused', async (type) =>
    expectRefused(await write({ ...ours, 'content-type': type }), 415, 'unsupported_media_type'),
  );

  it('needs no type when there is none', async () => {
    expect((await call('/things', 'POST', ours)).status).toBe(200);
    expect((await call('/things/1', 'DELETE', ours)).status).toBe(204);
  });

  it('may be announced and not come', async () => {
    for (const type of ['application/json', 'text/plain']) {
      expect((await call('/things', 'POST', { ...ours, 'content-type': type })).status).toBe(200);
      expect((await call('/things/1', 'DELETE', { ...ours, 'content-type': type })).status).toBe(204);
    }
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"', 'application/json ;'])(
    'may name its charset: %s',
    async (type) => expect((await write({ ...ours, 'content-type': type })).status).toBe(200),
  );

  it('that is compressed is refused, for nothing here unpacks it', async () => {
    const packed = { ...ours, 'content-encoding': 'gzip' };
    await expectRefused(await write(packed), 415, 'unsupported_media_type');
    expect((await write({ ...ours, 'content-encoding': 'identity' })).status).toBe(200);
  });
});

describe('C3: CORS', () => {
  const preflight = (origin: string) => call('/things', 'OPTIONS', { origin, 'access-control-request-method': 'POST' });

  it('opens to a listed origin, preflight and answer', async () => {
    const allowed = await preflight(LISTED);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(LISTED);
    const answer = await write({ origin: LISTED, 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(LISTED);
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it('says nothing to any other', async () => {
    for (const response of [
      await preflight('http://evil.test'),
      await call('/things', 'GET', { origin: 'http://evil.test' }),
    ]) {
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('I1, I2, I5: input', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  const keys = (count: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, key) => [`k${key}`, 1])));

  it.each([
    ['20 levels', nested(20)],
    ['1,000 keys', keys(1000)],
    ['100 KB', JSON.stringify('x'.repeat(100 * 1024 - 2))],
  ])('of %s passes', async (_what, body) => expect((await write(ours, body)).status).toBe(200));

  it.each([
    ['21 levels', nested(21)],
    ['20 KB of brackets', nested(10_000)],
    ['1,001 keys', keys(1001)],
    ['a NUL in a text', '{"a":["\\u0000"]}'],
    ['a NUL in a key', '{"\\u0000":1}'],
    ['a constructor', '{"constructor":{"prototype":{"x":1}}}'],
  ])('with %s is refused', async (_what, body) => {
    await expectRefused(await write(ours, body), 400, 'invalid_request');
  });

  it('of more than 100 KB is refused, and up to 1 MB from another server', async () => {
    const large = JSON.stringify('x'.repeat(100 * 1024));
    await expectRefused(await write(ours, large), 413, 'too_large');
    expect(await (await call('/hook', 'POST', json, large)).json()).toEqual({ bytes: large.length });
    await expectRefused(await call('/hook', 'POST', json, JSON.stringify('x'.repeat(1024 * 1024))), 413, 'too_large');
  });

  it.each(['/things?a=1&a=2', '/things?a=%00', '/things?%00=1'])('in the query is refused: %s', async (path) => {
    await expectRefused(await call(path, 'GET'), 400, 'invalid_request');
  });

  it('in the query reaches a handler that has an answer to all of it', async () => {
    const answer = await call('/passing-through?a=1&a=%00', 'GET');
    expect(await answer.json()).toEqual({ query: { a: ['1', '\0'] } });
  });

  it('in the path with a NUL is refused', async () => {
    await expectRefused(await call('/things/%00', 'DELETE', ours), 400, 'invalid_request');
  });

  it('is refused with a problem on a route that Nest did not make, too', async () => {
    const { app, url } = await startHardenedApp(config, { providers: [EarlyRoute] });
    try {
      expect((await fetch(`${url}/early`)).status).toBe(200);
      await expectRefused(await fetch(`${url}/early?a=%00`), 400, 'invalid_request');
      await expectRefused(await fetch(`${url}/early`, { method: 'POST' }), 403, 'bad_origin');
    } finally {
      await app.close();
    }
  });

  it('in the query passes once each', async () => {
    expect(await (await call('/things?a=1&b=2', 'GET')).json()).toEqual({ query: { a: '1', b: '2' } });
  });
});
