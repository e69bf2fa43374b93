import { Controller, ForbiddenException, Get, Global, Module, Post, UseGuards, type CanActivate } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { ConfigModule, Drain, PlatformConfig, PlatformModule, PreparedSql } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { describeBuild, EXPECTED_MIGRATIONS, HealthReports, MetricsConfig, MetricsModule } from './index.js';
import { jest } from '@jest/globals';

class Closed implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException();
  }
}

let arrived = () => {};

@Controller()
class Routes {
  @Get('things/:id')
  thing() {
    return {};
  }

  @Get('closed')
  @UseGuards(Closed)
  closed() {}

  @Get('slow')
  slow() {
    arrived();
    return new Promise(() => undefined);
  }

  @Post('broken')
  broken() {
    throw new Error('broken');
  }

  @Get('assets/*')
  asset() {
    return '';
  }
}

const rows = jest.fn(async (_name: string, _sql: string, _values: unknown[]): Promise<object[]> => []);

@Global()
@Module({
  providers: [
    { provide: PreparedSql, useValue: { rows, counts: () => ({ totalCount: 5, idleCount: 3, waitingCount: 2 }) } },
  ],
  exports: [PreparedSql],
})
class PretendDatabase {}

let app: NestFastifyApplication;
let url: string;

async function start(environment: Record<string, string> = {}) {
  const config = testConfig(
    [PlatformConfig, MetricsConfig],
    {},
    { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', ...environment },
  );
  const imports = [ConfigModule.forRoot(config), PlatformModule, PretendDatabase, MetricsModule];
  const providers = [{ provide: EXPECTED_MIGRATIONS, useValue: ['First1', 'Second2'] }];
  const module = await Test.createTestingModule({ imports, controllers: [Routes], providers }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
}

const healthy = async (name: string) =>
  name === 'applied-migrations' ? [{ name: 'First1' }, { name: 'Second2' }] : [];
beforeEach(() => rows.mockReset().mockImplementation(healthy));
afterEach(() => app.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers });
const metrics = async () => (await get('/metrics')).text();
/** The metrics once they hold this line: an answer may arrive before the server has counted it. */
async function metricsWith(line: string): Promise<string> {
  for (const until = performance.now() + 3000; performance.now() < until;) {
    const text = await metrics();
    if (text.includes(line)) return text;
  }
  throw new Error(`There is no ${line} in\n${await metrics()}`);
}
const counted = (method: string, route: string, status: number) =>
  `http_server_request_duration_seconds_count{http_request_method="${method}",http_route="${route}",http_response_status_code="${status}"} 1`;

describe('/metrics', () => {
  it('is Prometheus text, of our metrics and of those of process and Node', async () => {
    await start();
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    for (const name of [
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_seconds',
      'nodejs_eventloop_utilization_ratio',
    ])
      expect(text).toContain(`# TYPE ${name}`);
    expect(text).not.toMatch(/nodejs_active_\w+_total/);
    expect(text).toContain('db_client_connection_count{state="used"} 2');
    expect(text).toContain('db_client_connection_pending_requests 2');
    expect(text).toContain('turnpike_ready 1');
    expect(text).toContain('turnpike_errors_total{module="websocket",type="internal"} 0');
  });

  it('works again in a second program of the same process, from zero', async () => {
    await start();
    await get('/things/1');
    await metricsWith(counted('GET', '/things/:id', 200));
    await app.close();
    await start();
    const text = await metrics();
    expect(text).not.toContain('things');
    expect(text.match(/^# TYPE process_cpu_seconds_total /gm)).toHaveLength(1);
  });

  it('says what is running', async () => {
    await start();
    describeBuild({ version: '1.2.3', revision: 'abc', tier: 'pro', stripeMode: 'sandbox', llm: 'sandbox' });
    const text = await metrics();
    expect(text).toContain(`turnpike_build_info{version="1.2.3",revision="abc",node="${process.version}"} 1`);
    expect(text).toContain('turnpike_config_info{tier="pro",stripe_mode="sandbox",llm="sandbox"} 1');
  });

  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip'])('is not for whom a proxy brings (%s)', async (header) => {
    await start();
    const response = await get('/metrics', { [header]: '127.0.0.1' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'forbidden' });
  });

  it('needs the token when there is one, from loopback too', async () => {
    await start({ METRICS_TOKEN: 'correct-horse-battery' });
    for (const authorization of ['', 'Bearer wrong', 'Bearer correct-horse-batter', 'Basic correct-horse-battery']) {
      const response = await get('/metrics', authorization ? { authorization } : {});
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
    }
    expect(
      (await get('/metrics', { authorization: 'bearer correct-horse-battery', 'x-forwarded-for': '6.6.6.6' })).status,
    ).toBe(200);
  });
});

describe('HTTP metrics', () => {
  beforeEach(() => start());

  it('name the template of a route, never the path', async () => {
    await get('/things/17');
    const text = await metricsWith(counted('GET', '/things/:id', 200));
    expect(text).not.toContain('17"');
    expect(text).toContain('http_server_active_requests{http_request_method="GET"} 1');
  });

  it('count what guards refuse, what breaks, and files', async () => {
    await Promise.all([get('/closed'), fetch(`${url}/broken`, { method: 'POST' }), get('/assets/a.js')]);
    await metricsWith(counted('GET', '/closed', 403));
    await metricsWith(counted('POST', '/broken', 500).replace('"500"', '"500",error_type="500"'));
    await metricsWith(counted('GET', '<static>', 200));
    await metricsWith('turnpike_errors_total{module="http",type="internal"} 1');
    await metricsWith('turnpike_errors_total{module="http",type="forbidden"} 1');
  });

  it('make no series of paths that nobody serves', async () => {
    for (let at = 0; at < 50; at++) await get(`/random-${at}?x=${at}`);
    const text = await metricsWith(counted('GET', '<unmatched>', 404).replace(/1$/, '50'));
    expect(text).not.toContain('random-');
  });

  it('count a caller that went away as 499', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const reached = new Promise<void>((resolve) => (arrived = resolve));
    socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await reached;
    socket.destroy();
    await metricsWith(counted('GET', '/slow', 499).replace('"499"', '"499",error_type="client_closed"'));
  });

  it('give an unusual method no name of its own', async () => {
    await fetch(`${url}/things/1`, { method: 'PROPFIND' });
    await metricsWith(counted('_OTHER', '<unmatched>', 404));
  });
});

describe('/health', () => {
  const answer = async (path: string, headers?: Record<string, string>) => {
    const response = await get(path, headers);
    expect(response.headers.get('cache-control')).toBe('no-store');
    return [response.status, await response.json()] as const;
  };
  const lost = async () => {
    throw new Error('connect ECONNREFUSED db.internal:5432');
  };

  it('says nothing but that all is well', async () => {
    await start();
    expect(await answer('/health')).toEqual([200, { status: 'ok', config_loaded: true }]);
    expect(await answer('/health/live')).toEqual([200, { status: 'ok' }]);
    expect(await answer('/health/ready')).toEqual([200, { status: 'ok' }]);
  });

  it('fails without the database, says nothing of why, and lives', async () => {
    await start();
    rows.mockImplementation(lost);
    expect(await answer('/health')).toEqual([503, { status: 'error', config_loaded: true }]);
    expect(await answer('/health/ready')).toEqual([503, { status: 'error' }]);
    expect(await answer('/health/live')).toEqual([200, { status: 'ok' }]);
    rows.mockImplementation(healthy);
    expect((await answer('/health/ready'))[0]).toBe(200);
  });

  it('does not wait for a frozen database longer than a second, nor ask it more than once', async () => {
    await start();
    await get('/health');
    rows.mockReset().mockImplementation(() => new Promise(() => undefined));
    const startedAt = performance.now();
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await get('/health/ready')).status));
    expect(statuses).toEqual([503, 503, 503, 503, 503]);
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(rows).toHaveBeenCalledTimes(1);
  });

  it('is not ready until every migration is applied, and then asks no more', async () => {
    await start();
    rows.mockImplementation(async (name) => (name === 'applied-migrations' ? [{ name: 'First1' }] : []));
    expect((await answer('/health/ready'))[0]).toBe(503);
    rows.mockImplementation(healthy);
    expect((await answer('/health/ready'))[0]).toBe(200);
    rows.mockClear();
    expect((await answer('/health/ready'))[0]).toBe(200);
    expect(rows.mock.calls.map(([name]) => name)).toEqual(['health']);
  });

  it('is not ready while draining', async () => {
    await start();
    jest.spyOn(app.get(Drain), 'isDraining').mockReturnValue(true);
    expect((await answer('/health/ready'))[0]).toBe(503);
    expect((await answer('/health/live'))[0]).toBe(200);
  });

  it('reports other services to operators who ask, and never fails for them', async () => {
    await start();
    app.get(HealthReports).add('stripe', async () => 'up');
    app.get(HealthReports).add('llm', lost);
    const [status, detail] = await answer('/health?detail');
    expect(status).toBe(200);
    expect(detail).toMatchObject({
      status: 'ok',
      checks: { database: { status: 'up' } },
      dependencies: { stripe: 'up', llm: 'down' },
    });
    expect(await answer('/health?detail', { 'x-forwarded-for': '6.6.6.6' })).toEqual([
      200,
      { status: 'ok', config_loaded: true },
    ]);
  });

  it('speaks application/health+json to who asks for it', async () => {
    await start();
    const accept = 'application/health+json';
    const ask = async (path: string) => {
      const response = await get(path, { accept });
      expect(response.headers.get('content-type')).toBe(accept);
      expect(response.headers.get('vary')).toBe('accept');
      return [response.status, await response.json()];
    };
    for (const path of ['/health', '/health/live', '/health/ready'])
      expect(await ask(path)).toEqual([200, { status: 'pass' }]);
    app.get(HealthReports).add('llm', lost);
    rows.mockImplementation(lost);
    expect(await ask('/health/ready')).toEqual([503, { status: 'fail' }]);
    const [status, detail] = await ask('/health?detail');
    expect(status).toBe(503);
    expect(detail).toMatchObject({
      status: 'fail',
      checks: { database: [{ status: 'fail' }], drain: [{ status: 'pass' }], llm: [{ status: 'warn' }] },
    });
  });

  it('gives detail only with the token when there is one', async () => {
    await start({ METRICS_TOKEN: 'correct-horse-battery' });
    expect(await answer('/health?detail')).toEqual([200, { status: 'ok', config_loaded: true }]);
    expect((await answer('/health', { authorization: 'Bearer correct-horse-battery' }))[1]).toHaveProperty('checks');
  });
});
