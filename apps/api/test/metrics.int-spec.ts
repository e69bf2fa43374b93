import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { catalogue } from '@app/metrics';
import { createTestDatabase, eventually, type TestDatabase } from '@app/platform/testing';
import { testApp } from './support/test-app.js';

const ORIGIN = 'http://localhost:8000';
const MOST_SERIES = 1000;

/** What others build on; more labels may be added, none may go. */
const PROMISED = [
  'http_server_request_duration_seconds{http_request_method,http_route,http_response_status_code}',
  'turnpike_websocket_connections{}',
  'turnpike_websocket_connections_opened_total{outcome}',
  'turnpike_websocket_disconnects_total{reason}',
  'turnpike_turn_duration_seconds{outcome}',
  'turnpike_turn_time_to_first_token_seconds{}',
  'gen_ai_client_operation_duration_seconds{gen_ai_provider_name,gen_ai_request_model,error_type}',
  'gen_ai_client_token_usage{gen_ai_provider_name,gen_ai_request_model,gen_ai_token_type}',
  'turnpike_errors_total{module,type}',
  'turnpike_logins_total{provider,outcome}',
  'turnpike_checkout_sessions_total{plan,outcome}',
  'turnpike_webhook_events_total{type,outcome}',
  'turnpike_webhook_lag_seconds{}',
  'turnpike_webhook_pending{}',
  'turnpike_subscriptions{plan,status}',
  'turnpike_build_info{version,revision}',
  'turnpike_config_info{stripe_mode}',
];

let database: TestDatabase;
let app: NestFastifyApplication;
let url: string;
beforeAll(async () => {
  database = await createTestDatabase();
  app = await testApp(database.url, { PUBLIC_URL: ORIGIN });
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

const visit = async (path: string) => (await fetch(url + path)).text();
const scrape = () => visit('/metrics');
const post = (path: string, body: object, cookie = '') =>
  fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: ORIGIN, cookie },
    body: JSON.stringify(body),
  });
const series = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
/** What the program does on its own goes on meanwhile. */
const OWN_WORK = /^(nodejs_|process_|turnpike_(stripe|job|webhook)_|db_)|module="job"/;
const namesOf = (lines: string[]) => new Set(lines.map((line) => line.slice(0, line.lastIndexOf(' '))));

it.each(PROMISED)('%s is there', (promise) => {
  const [, name, labels] = /^(\w+)\{(.*)\}$/.exec(promise)!;
  const metric = catalogue().find((known) => known.name === name);
  expect(Object.keys(metric?.labels ?? {})).toEqual(expect.arrayContaining(labels!.split(',').filter(Boolean)));
});

it('a program that has just started shows few series', async () => {
  expect(series(await scrape()).length).toBeLessThan(MOST_SERIES * 0.8);
});

it('a request that failed on our side is counted under the code that its caller got', async () => {
  const person = await post('/auth/signup', { email: 'ada@example.com', password: 'a lighthouse keeps its own time' });
  const cookie = person.headers.getSetCookie().map((given) => given.split(';')[0]);
  const answer = await post('/billing/checkout', { plan: 'pro' }, cookie.join('; '));
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, 'billing_unavailable']);
  const counted =
    /http_route="\/billing\/checkout",http_response_status_code="503",error_type="billing_unavailable"} 1$/m;
  await eventually(async () => counted.test(await scrape()));
}, 30_000);

it('five thousand random addresses add no series', async () => {
  await visit('/nothing-here');
  await scrape();
  const before = namesOf(series(await scrape()));
  for (let at = 0; at < 5000; at += 50)
    await Promise.all(Array.from({ length: 50 }, () => visit(`/${randomBytes(9).toString('base64url')}`)));
  const after = series(await scrape());
  expect([...namesOf(after)].filter((name) => !before.has(name) && !OWN_WORK.test(name))).toEqual([]);
  const unmatched = /^http_server_request_duration_seconds_count{.*"<unmatched>".*} (\d+)$/;
  expect(Number(after.map((line) => unmatched.exec(line)?.[1]).find(Boolean))).toBeGreaterThanOrEqual(5000);
}, 60_000);

it('every name is in base units, and counters say that they are', () => {
  for (const { name, type, help } of catalogue()) {
    expect(name).toMatch(/^[a-z][a-z0-9_]+$/);
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|hours|kb|mb|percent)(_|$)/);
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    expect(help.length).toBeGreaterThan(8);
  }
});
