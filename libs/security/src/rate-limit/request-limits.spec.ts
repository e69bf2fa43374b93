import { Controller, Get, Post, Req, Res, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PlatformConfig } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { CrossOrigin } from '../origin/cross-origin.decorator.js';
import { SecurityConfig } from '../security.config.js';
import { startHardenedApp, TEST_ENVIRONMENT, TEST_ORIGIN } from '../testing/index.js';
import { RequestLimits } from './request-limits.js';

const OK = { ok: true };

@Controller()
class EverythingController {
  constructor(private readonly limits: RequestLimits) {}

  @Get(['things', 'auth/me', 'auth/oauth/:provider/start', 'health/live', 'metrics'])
  read() {
    return OK;
  }

  @Post(['things', 'auth/login'])
  write() {
    return OK;
  }

  @CrossOrigin()
  @Post('webhook')
  webhook() {
    return OK;
  }

  @Get('mine')
  async mine(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.limits.takeForUser(request, reply, String(request.headers['x-user']));
    return OK;
  }
}

@Controller()
class FilesController {
  @Get('*')
  file() {
    return OK;
  }
}

const RATES = {
  per_address: { read: '5/minute', write: '3/hour', auth: '2/minute' },
  per_user: { read: '2/minute', write: '2/minute' },
};

let app: NestFastifyApplication;
let url: string;
afterEach(() => app?.close());

async function start(
  trustProxy: string,
  rates: object = RATES,
  controllers: Type[] = [EverythingController],
): Promise<void> {
  const environment = { ...TEST_ENVIRONMENT, TRUST_PROXY: trustProxy };
  const config = testConfig([PlatformConfig, SecurityConfig], { rate_limits: rates }, environment);
  ({ app, url } = await startHardenedApp(config, { controllers }));
}

function send(path: string, forwarded?: string, { method = 'GET', user = 'ada' } = {}): Promise<Response> {
  const claimed: Record<string, string> = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return fetch(`${url}${path}`, { method, headers: { origin: TEST_ORIGIN, 'x-user': user, ...claimed } });
}
const statusesOf = async (times: number, sending: (at: number) => Promise<Response>) =>
  Promise.all(Array.from({ length: times }, async (_, at) => (await sending(at)).status)).then((all) => all.sort());
const told = ({ headers }: Response) =>
  ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after'].map((name) => headers.get(name));

describe('P5: requests of one address', () => {
  it('are answered with what is left, and refused with how long to wait', async () => {
    await start('1');
    expect(told(await send('/things', '203.0.113.7'))).toEqual(['5', '4', '60', null]);
    expect(await statusesOf(6, () => send('/things', '203.0.113.7'))).toEqual([200, 200, 200, 200, 429, 429]);

    const refused = await send('/things', '203.0.113.7');
    const [limit, remaining, reset, retryAfter] = told(refused);
    expect([limit, remaining]).toEqual(['5', '0']);
    expect(retryAfter).toBe(reset);
    expect(Number(reset)).toBeGreaterThan(50);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await refused.json()).toMatchObject({ status: 429, code: 'rate_limited' });
    expect((await send('/things', '203.0.113.8')).status).toBe(200);
  });

  it('are counted together whatever the caller claims, whichever route, known or not', async () => {
    await start('1');
    const sending = (at: number) =>
      send(at % 2 ? '/things' : `/nothing/${at}`, `198.51.100.${at}, 127.0.0.1, 203.0.113.7`);
    expect((await statusesOf(9, sending)).filter((status) => status === 429)).toHaveLength(4);
  });

  it('are counted together within an IPv6 network of 64 bits', async () => {
    await start('1');
    const statuses = await statusesOf(9, (at) => send('/things', `[2001:db8:1:2:${at}::1]:443`));
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
    expect((await send('/things', '2001:db8:1:3::1')).status).toBe(200);
  });

  it('are counted by class: what reads, what writes, what signs in', async () => {
    await start('1');
    const from = '203.0.113.7';
    expect(await statusesOf(5, () => send('/things', from, { method: 'POST' }))).toEqual([201, 201, 201, 429, 429]);
    expect(await statusesOf(2, () => send('/auth/login', from, { method: 'POST' }))).toEqual([201, 201]);
    expect((await send('/auth/oauth/google/start', from)).status).toBe(429);
    expect(await statusesOf(5, () => send('/auth/me', from))).toEqual([200, 200, 200, 200, 200]);
    expect(Number(told(await send('/things', from, { method: 'POST' }))[2])).toBeGreaterThan(3500);
  });

  it.each([
    ['/health/live', 'GET', 200],
    ['/metrics', 'GET', 200],
    ['/webhook', 'POST', 201],
  ])('to %s are not limited', async (path, method, status) => {
    await start('1');
    expect(new Set(await statusesOf(20, () => send(path, '203.0.113.7', { method })))).toEqual(new Set([status]));
    expect(told(await send(path, '203.0.113.7', { method }))).toEqual([null, null, null, null]);
  });

  it('to files are not limited', async () => {
    await start('1', RATES, [FilesController]);
    const sending = (at: number) => send(`/_app/immutable/${at}.js`, '203.0.113.7');
    expect(new Set(await statusesOf(20, sending))).toEqual(new Set([200]));
  });

  it('from this machine are not limited: everybody behind a proxy that is not known seems to be there', async () => {
    await start('0');
    const sending = (at: number) => send('/things', `203.0.113.${at % 2}`);
    expect(new Set(await statusesOf(20, sending))).toEqual(new Set([200]));
    expect(told(await send('/things', '203.0.113.7'))).toEqual([null, null, null, null]);
  });

  it('are not limited where that is off', async () => {
    await start('1', { per_address: { read: 'off' } });
    expect(told(await send('/things', '203.0.113.7'))).toEqual([null, null, null, null]);
    expect(told(await send('/things', '203.0.113.7', { method: 'POST' })).slice(0, 2)).toEqual(['600', '599']);
  });
});

describe('P5: requests of one user', () => {
  it('are limited wherever they come from, and others are not', async () => {
    await start('1');
    const sending = (at: number) => send('/mine', `203.0.113.${at}`);
    expect(await statusesOf(4, sending)).toEqual([200, 200, 429, 429]);
    const refused = await send('/mine', '203.0.113.9');
    expect(told(refused).slice(0, 2)).toEqual(['2', '0']);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
    expect((await send('/mine', '203.0.113.9', { user: 'grace' })).status).toBe(200);
  });

  it('are told of the limit of which the least is left', async () => {
    await start('1');
    expect(told(await send('/mine', '203.0.113.7')).slice(0, 2)).toEqual(['2', '1']);
    for (let at = 0; at < 3; at++) await send('/things', '203.0.113.7');
    expect(told(await send('/mine', '203.0.113.7', { user: 'grace' })).slice(0, 2)).toEqual(['5', '0']);
  });
});
