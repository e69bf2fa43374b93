import { createServer, get, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { createLogger, currentSpan, ErrorReports, NotFound } from '@app/platform';
import { eventually } from '@app/platform/testing';
import { logRequests, nameRoutes } from './log-requests.js';
import { jest } from '@jest/globals';

type Line = Record<string, unknown>;
const lines: Line[] = [];
const logger = createLogger(
  { logLevel: 'debug', logFormat: 'json', nodeEnv: 'test', version: '1.2.3' },
  { write: (line) => void lines.push(JSON.parse(line) as Line) },
);
let app: FastifyInstance;
let url: string;
/** What a clock that is put forward adds. */
let passed = 0;
let late = Promise.withResolvers<void>();
let reached = Promise.withResolvers<void>();

async function start(share = 1): Promise<void> {
  const serverFactory = (handler: RequestListener): Server => createServer(logRequests(handler, { logger, share }));
  app = fastify({ serverFactory: serverFactory as never });
  nameRoutes(app);
  const answer = (status: number) => async (_request: unknown, reply: { status(code: number): unknown }) => {
    reply.status(status);
    return { status };
  };
  for (const path of ['/things/:id', '/health/ready', '/metrics', '/auth/me', '/billing/plans', '/login*'])
    app.get(path, answer(200));
  app.get('/moved', answer(302));
  app.get('/refused', async (request, reply) => {
    Object.assign(request, { actor: { id: 'user-1' } });
    new ErrorReports().report(new NotFound(), 'http');
    return reply.status(404).send({});
  });
  app.get('/broken', answer(500));
  app.get('/health/broken', answer(503));
  app.get('/log', async () => {
    logger.info('within');
    return { trace: currentSpan()!.traceId };
  });
  app.get('/slow', async () => {
    passed = 1001;
    return {};
  });
  app.get('/late', async () => {
    reached.resolve();
    await late.promise;
    return {};
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}
beforeEach(() => {
  lines.length = 0;
  reached = Promise.withResolvers();
  late = Promise.withResolvers();
});
afterEach(async () => {
  late.resolve();
  await app.close();
  jest.restoreAllMocks();
});

async function lineOf(path: string, headers: Record<string, string> = {}): Promise<Line> {
  await (await fetch(url + path, { headers, redirect: 'manual' })).text();
  return eventually(() => lines.find(({ message }) => message === 'request'));
}

describe('the line of a request', () => {
  it('names its route, never its path, and everything else that an operator looks for', async () => {
    await start();
    const line = await lineOf('/things/my-diary?code=my-diary', { 'x-request-id': 'request-0001' });
    expect(line).toEqual({
      level: 'info',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      message: 'request',
      'service.name': 'turnpike',
      'service.version': '1.2.3',
      'deployment.environment.name': 'test',
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      request_id: 'request-0001',
      'http.request.method': 'GET',
      'http.route': '/things/:id',
      'http.response.status_code': 200,
      duration_ms: expect.any(Number),
    });
  });

  it.each([
    ['/things/1', '/things/:id', 'info', undefined],
    ['/moved', '/moved', 'info', undefined],
    ['/health/ready', '/health/ready', 'debug', undefined],
    ['/metrics', '/metrics', 'debug', undefined],
    ['/login.html', '<static>', 'debug', undefined],
    ['/nowhere', '<unmatched>', 'info', '404'],
    ['/%zz', '<unmatched>', 'info', '400'],
    ['/refused', '/refused', 'info', 'not_found'],
    ['/broken', '/broken', 'error', '500'],
    ['/health/broken', '/health/broken', 'warn', '503'],
  ])('about %s says %s, at %s', async (path, route, level, errorType) => {
    await start();
    const line = await lineOf(path);
    expect([line['http.route'], line.level, line['error.type']]).toEqual([route, level, errorType]);
    expect(line['user.id']).toBe(path === '/refused' ? 'user-1' : undefined);
    expect(lines).toHaveLength(1);
  });

  it('has the trace that lines within the request have, with one request_id', async () => {
    await start();
    const { trace_id, span_id, request_id } = await lineOf('/log');
    expect(lines).toMatchObject([{ message: 'within', trace_id, span_id, request_id }, { message: 'request' }]);
  });

  it('is written, too, when the caller does not wait for the answer', async () => {
    await start();
    const request = get(`${url}/late`).on('error', () => undefined);
    await reached.promise;
    request.destroy();
    const line = await eventually(() => lines.find(({ message }) => message === 'request'));
    expect(line).toMatchObject({ 'http.route': '/late', 'http.response.status_code': 499, 'error.type': '499' });
  });
});

describe('sampling', () => {
  it('leaves lines of requests out that went well', async () => {
    await start(0.5);
    jest.spyOn(Math, 'random').mockReturnValueOnce(0.49).mockReturnValue(0.5);
    for (let n = 0; n < 3; n += 1) await (await fetch(`${url}/things/1`)).text();
    await lineOf('/broken');
    const routes = () => lines.map((line) => line['http.route']);
    await eventually(() => lines.length === 2);
    expect(routes()).toEqual(['/things/:id', '/broken']);
  });

  it.each(['/moved', '/refused', '/nowhere', '/broken', '/auth/me', '/billing/plans'])(
    'never leaves out %s',
    async (path) => {
      await start(0);
      expect(await lineOf(path)).toBeDefined();
    },
  );

  it('never leaves out a slow one', async () => {
    await start(0);
    const now = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + passed);
    const line = await lineOf('/slow');
    expect(line.duration_ms).toBeGreaterThan(1000);
  });
});
