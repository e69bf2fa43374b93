import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { signedIn, type SignedInUser } from '@app/auth/testing';
import { RecentMetrics } from '@app/metrics';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createTestDatabase, eventually, type TestDatabase } from '@app/platform/testing';
import { RecentMetricsView, type MetricsSample } from '@app/protocol';
import { TestSocket } from '@app/turns/testing';
import { DataSource } from 'typeorm';
import { testApp } from './support/test-app.js';

/** What of the API's description this route is judged by. */
interface Operation {
  parameters: { name: string }[];
  responses: { 200: { content: { 'application/json': { schema: { $ref: string } } } } };
}

const ORIGIN = 'http://localhost:8000';
const URL = '/admin/metrics/recent';

describe('GET /admin/metrics/recent', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;
  let admin: SignedInUser;
  let port: number;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await testApp(database.url);
    await app.listen(0, '127.0.0.1');
    ({ port } = app.getHttpServer().address() as AddressInfo);
    admin = await signedIn(app, { role: 'admin' });
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  const get = (url: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${url}`, { headers });
  const read = async (query = '') =>
    RecentMetricsView.parse(await (await get(URL + query, { cookie: admin.cookie })).json());

  const take = () => app.get(RecentMetrics, { strict: false }).take();

  /** From now on, takes samples as every ten seconds until all that they saw together is as wanted. */
  async function watch() {
    await take();
    const { instance, uptimeSeconds } = await read();
    return (wanted: (samples: MetricsSample[]) => boolean) =>
      eventually(async () => {
        await take();
        return wanted((await read(`?instance=${instance}&after=${uptimeSeconds}`)).samples);
      });
  }
  const total = (samples: MetricsSample[], count: (sample: MetricsSample) => number | undefined) =>
    Math.round(samples.reduce((sum, sample) => sum + (count(sample) ?? 0), 0));

  it('is for admins only', async () => {
    const user = await signedIn(app);
    const answers = await Promise.all([
      get(URL, { cookie: user.cookie }),
      get(URL),
      get(URL, { cookie: admin.cookie }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 401, 200]);
    expect(await answers[0]!.json()).toMatchObject({ code: 'role_required', role: 'admin' });
    expect(answers[2]!.headers.get('cache-control')).toBe('no-store');
  });

  it('says which instance answers, what runs there, and since when it records', async () => {
    const { instance, version, now, since, intervalSeconds, uptimeSeconds } = await read();
    expect({ instance, version, intervalSeconds }).toEqual({
      instance: (await read()).instance,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      intervalSeconds: 10,
    });
    expect(Date.parse(since)).toBeLessThan(Date.parse(now));
    expect(uptimeSeconds).toBeGreaterThan(0);
  });

  it('shows requests, by how they ended, and how long they took', async () => {
    const seen = await watch();
    await Promise.all([get('/health/live'), get('/health/live'), get('/nowhere')]);
    await seen((samples) => {
      const all = total(samples, ({ seconds, requests }) => requests.perSecond * seconds);
      const refused = total(samples, ({ seconds, requests }) => requests.clientErrorsPerSecond * seconds);
      const durations = samples.map(({ requests }) => requests.p95Seconds).find((p95) => p95 !== null);
      return all >= 3 && refused === 1 && durations !== undefined && durations > 0;
    });
  });

  it('shows sockets, those that dropped, and turns by how they ended', async () => {
    const seen = await watch();
    const open = () => TestSocket.open(`ws://127.0.0.1:${port}/ws`, { origin: ORIGIN, cookie: admin.cookie });
    const [one, other] = await Promise.all([open(), open()]);
    await seen((samples) => samples.at(-1)?.sockets.open === 2);
    const id = randomUUID();
    one.send({ type: 'turn', id, text: 'Is anybody there?' });
    await one.next('error', id);
    one.vanish();
    await other.close();
    await seen((samples) => {
      const dropped = total(samples, ({ sockets }) => sockets.dropped);
      const failed = total(samples, ({ turns }) => turns.ended.llm_error);
      return dropped === 1 && failed === 1 && samples.at(-1)?.sockets.open === 0;
    });
  });

  it('shows the webhooks that wait, as the database has them', async () => {
    const seen = await watch();
    await app.get(DataSource).query(
      `INSERT INTO stripe_events (id, type, subject, payload, status, created, next_attempt_at)
       VALUES ('evt_waiting', 'a.b', 'x', '{}', 'pending', now(), now() + interval '1 day')`,
    );
    await seen((samples) => samples.at(-1)?.webhooks.pending === 1);
  });

  it('shows what the process needs, and that it is ready', async () => {
    const seen = await watch();
    await seen((samples) => samples.at(-1)?.ready === true && samples.at(-1)!.process.memoryBytes > 1e7);
  });

  it.each(['?after=soon', '?after=-1', '?instance=', '?after=1&after=2', '?nonsense=1'])(
    'refuses %s with 400',
    async (query) => {
      expect((await get(URL + query, { cookie: admin.cookie })).status).toBe(400);
    },
  );

  it('is described as the schema has it', async () => {
    const { paths, components } = (await (await get('/api/openapi.json')).json()) as {
      paths: Record<string, { get: Operation }>;
      components: { schemas: Record<string, { properties: object }> };
    };
    const { responses, parameters } = paths[URL]!.get;
    expect(responses[200].content['application/json'].schema.$ref).toBe('#/components/schemas/RecentMetrics');
    expect(Object.keys(components.schemas.RecentMetrics!.properties)).toEqual(Object.keys(RecentMetricsView.shape));
    expect(parameters.map(({ name }) => name)).toEqual(['instance', 'after']);
  });
});
