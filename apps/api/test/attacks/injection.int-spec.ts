import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { signedIn, type SignedInUser } from '@app/auth/testing';
import { PretendStripe } from '@app/billing/testing';
import { createLogger, PlatformConfig } from '@app/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@app/platform/testing';
import { bytesOf, faultsOf, speak } from '@app/security/testing';
import { DataSource } from 'typeorm';
import { createApp } from '../../src/create-app.js';
import { loadTier } from '../../src/tiers.js';
import { TEST_ENVIRONMENT } from '../support/test-app.js';
import { requestsWith, type OddRequest } from './odd-requests.js';
import { giveData, pathTo, type RealData } from './real-data.js';
import { isRead, nameOf, routesOf, type Route } from './routes.js';
import { newAddress, ORIGIN } from './stage.js';

const EVIL = 'X-Evil: 1\r\nSet-Cookie: evil=1';
const FORGED = '{"level":"fatal","message":"forged","forged":true}';
/** Ends of lines, in a header, in a log, or for a decoder that halves characters: U+010D U+010A are 0D 0A then. */
const TEXTS = [
  ...[
    `\r\n${EVIL}`,
    `\n${EVIL}`,
    `\r${EVIL}`,
    `\u010d\u010a${EVIL}`,
    `%0d%0a${EVIL}`,
    `\u2028${EVIL}\u2029`,
    `\x85${EVIL}`,
  ],
  ...[`\r\n\r\n<html>${EVIL}`, `x\0\r\n${EVIL}`],
  ...[
    `"}\n${FORGED}`,
    `\n${FORGED}\n`,
    `\\n${FORGED}`,
    `"},${FORGED},{"`,
    `\x1b[2J\x1b[31m${FORGED}`,
    `\u2028${FORGED}`,
    `\u202e${FORGED}`,
  ],
  `${'long '.repeat(800)}\n${FORGED}`,
];
/** What would end a line for some reader or other, or command its terminal. */
const UNPRINTABLE = /[\0-\x1f\x7f-\x9f\u2028\u2029]/;

const stripe = new PretendStripe();
let database: TestDatabase;
let app: NestFastifyApplication;
let port: number;
let user: SignedInUser;
let data: RealData;
let routes: Route[];
let logged = '';
beforeAll(async () => {
  database = await createTestDatabase();
  const environment = { LOG_LEVEL: 'trace', LOG_FORMAT: 'json', PUBLIC_URL: ORIGIN, TRUST_PROXY: '1' };
  const outside = { DATABASE_URL: database.url, STRIPE_API_BASE: await stripe.listen() };
  const config = loadTier({ ...TEST_ENVIRONMENT, ...environment, ...outside });
  const toLog = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString();
      done();
    },
  });
  app = await createApp(config, createLogger(config.get(PlatformConfig), toLog));
  await app.listen(0, '127.0.0.1');
  ({ port } = app.getHttpServer().address() as AddressInfo);
  routes = (await routesOf(app)).filter(({ method, path }) => method !== 'HEAD' && !path.startsWith('/api/docs/'));
});
afterAll(async () => {
  await app?.close();
  await stripe.close();
  await database?.drop();
});

async function signInAgain(): Promise<void> {
  user = await signedIn(app, { role: 'admin', name: TEXTS[9]!.replace('\0', '') });
  data = await giveData(app.get(DataSource), user.actor.id, user.actor.sessionId);
}

async function send({ method }: Route, { target, headers, body }: OddRequest): Promise<string[]> {
  const given = new Set(headers.map(([name]) => name));
  const ours = Object.entries({
    Origin: ORIGIN,
    'Content-Type': 'application/json',
    Cookie: user.cookie,
    'X-Forwarded-For': newAddress(),
  });
  const all = [...ours.filter(([name]) => !given.has(name)), ...headers] as [string, string][];
  const answer = await speak(
    port,
    bytesOf({ method, target, headers: all, body: isRead({ method } as Route) ? undefined : (body ?? '{}') }),
  );
  const faults = faultsOf(answer);
  for (const cookie of answer.headers.get('set-cookie') ?? []) if (/^evil/.test(cookie)) faults.push(cookie);
  for (const values of answer.headers.values())
    if (values.some((value) => UNPRINTABLE.test(value))) faults.push(`unprintable ${values.join()}`);
  return faults.map((fault) => `${method} ${target.slice(0, 100)} ${JSON.stringify(headers).slice(0, 200)}: ${fault}`);
}

describe('L3: a text that holds the end of a line', () => {
  it('adds no header to any answer, wherever in a request it stands', async () => {
    for (const [index, route] of routes.entries()) {
      await signInAgain();
      const path = pathTo(route, data);
      const at = route.path.split('/').findIndex((part) => /[:*]/.test(part));
      const values = () => path.split('/').at(at)!;
      const faults: string[] = [];
      for (const [nth, text] of TEXTS.entries()) {
        // Each route gets every second, and each text half of the routes: a place that lets one through lets most.
        if ((nth + index) % 2 !== 0) continue;
        const requests = requestsWith(text, index + nth * 7, route, values);
        faults.push(...(await Promise.all(requests.map((request) => send(route, request)))).flat());
      }
      expect([nameOf(route), faults]).toEqual([nameOf(route), []]);
    }
  }, 120_000);

  it.each([
    '/auth/oauth/google/start?returnTo=/%0d%0aX-Evil:1',
    '/auth/oauth/google/start?returnTo=%2f%0aSet-Cookie:evil=1',
    '/auth/oauth/%0d%0aX-Evil:1/start',
    '/auth/oauth/google/callback?error=%0d%0aX-Evil:1',
    '/auth/oauth/google/callback?state=%0d%0aX-Evil:1&code=%0d%0a',
    '/_app/%0d%0aX-Evil:1.js',
    '/billing?checkout=%0d%0aX-Evil:1',
    '/%0d%0aX-Evil:1',
  ])('adds none to a redirect or a file: %s', async (target) => {
    for (const mode of ['navigate', 'cors']) {
      const answer = await speak(port, bytesOf({ target, headers: [['Sec-Fetch-Mode', mode]] }));
      expect([...answer.headers.keys()].filter((name) => name.includes('evil'))).toEqual([]);
      expect(
        [...answer.headers.values()].flat().filter((value) => UNPRINTABLE.test(value) || value.startsWith('evil')),
      ).toEqual([]);
    }
  });

  it('is no request id', async () => {
    for (const id of [
      'abcdefgh%0d%0aX-Evil:1',
      'abcdefgh\x85X-Evil',
      'abcdefgh"}',
      'abcdefgh ',
      '../../etc/passwd',
      'x'.repeat(65),
    ]) {
      const answer = await speak(port, bytesOf({ target: '/health/live', headers: [['X-Request-Id', id]] }));
      const [given] = answer.headers.get('x-request-id') ?? [];
      if (answer.status === 200) expect([id, given === id.trim()]).toEqual([id, id === 'abcdefgh ']);
    }
  });

  it('forges no line of the log: each is one JSON document of ours, and there is one for each request', async () => {
    await eventually(() => logged.endsWith('\n'));
    const lines = logged.split('\n').filter((line) => line !== '');
    expect(lines.length).toBeGreaterThan(500);
    expect(lines.filter((line) => UNPRINTABLE.test(line)).slice(0, 3)).toEqual([]);
    const documents = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(documents.filter((each) => 'forged' in each || each['service.name'] !== 'turnpike')).toEqual([]);
    expect(new Set(documents.map(({ level }) => level))).not.toContain('fatal');
    const requests = documents.filter(({ message }) => message === 'request');
    expect(new Set(requests.map((each) => each.request_id)).size).toBe(requests.length);
  });
});
