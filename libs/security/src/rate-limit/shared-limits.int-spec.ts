import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createTestDatabase, eventually, fairTimeOf, layWire, type TestDatabase } from '@app/platform/testing';
import { DataSource } from 'typeorm';
import { RateLimited } from '../security.errors.js';
import { describeWithRedis, TestRedis } from '../testing/test-redis.js';
import { makePostgresStore } from './postgres-store.js';
import { RateLimits, type Limiter } from './rate-limits.js';
import { makeRedisStore } from './redis-store.js';
import type { SharedStore } from './shared-store.js';
import { StoreWatch } from './store-watch.js';

const five = { scope: 'login_account', points: 5, seconds: 900 };
const EMAIL = 'ada.lovelace@example.com';

/** What must hold wherever instances count together. `everything` is all that the store holds, as text. */
function behavesAsShared(makeStore: () => Promise<SharedStore>, everything: () => Promise<string>) {
  const opened: StoreWatch[] = [];
  async function newInstance(): Promise<RateLimits> {
    const watch = new StoreWatch(await makeStore());
    opened.push(watch);
    await watch.onModuleInit();
    await eventually(() => watch.isUp());
    return new RateLimits(watch);
  }
  afterEach(() => opened.splice(0).forEach((watch) => watch.onApplicationShutdown()));

  it('lets exactly as many through at once over two instances as one would', async () => {
    const [a, b] = [await newInstance(), await newInstance()].map((limits) => limits.limiter(five));
    const attempts = Array.from({ length: 50 }, (_, at) => (at % 2 ? a! : b!).take('at once'));
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RateLimited);
  });

  it('P5: locks an account after five wrong ones on all instances, with the seconds to wait, past a restart', async () => {
    const [a, b] = [await newInstance(), await newInstance()].map((limits) => limits.limiter(five));
    for (const instance of [a, b, a, b, a]) await instance!.take(EMAIL);
    for (const limiter of [a!, b!, (await newInstance()).limiter(five)]) {
      const refusal: unknown = await limiter.peek(EMAIL).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(RateLimited);
      expect((refusal as RateLimited).retryAfterSeconds).toBeGreaterThan(850);
      expect((refusal as RateLimited).retryAfterSeconds).toBeLessThanOrEqual(900);
      await expect(limiter.take(EMAIL)).rejects.toThrow(RateLimited);
    }
    await a!.reset(EMAIL);
    await eventually(async () => (await b!.take(EMAIL), true));
  });

  it('counts each key and each limit for itself, and begins anew when the time is over', async () => {
    const limits = await newInstance();
    const [once, other] = ['once', 'other'].map((scope) => limits.limiter({ scope, points: 1, seconds: 1 }));
    const isSpent = (limiter: Limiter, key: string) =>
      limiter.peek(key).then(
        () => false,
        () => true,
      );
    await once!.take('a');
    expect(await Promise.all([isSpent(once!, 'a'), isSpent(once!, 'b'), isSpent(other!, 'a')])).toEqual([
      true,
      false,
      false,
    ]);
    await eventually(async () => !(await isSpent(once!, 'a')));
    await once!.take('a');
  });

  it('learns nothing of anybody: no e-mail, no address, and no long key', async () => {
    const limiter = (await newInstance()).limiter(five);
    for (const key of [EMAIL, '203.0.113.7', 'x'.repeat(100_000)]) await limiter.take(key);
    const known = await everything();
    expect(known).toContain('login_account');
    for (const secret of ['ada', 'example.com', '203.0.113.7', 'xxxx']) expect(known).not.toContain(secret);
    expect(Math.max(...known.split('\n').map(({ length }) => length))).toBeLessThan(150);
  });
}

describeWithRedis('F6: rate limits in Redis', () => {
  const redis = new TestRedis();
  beforeAll(() => redis.start());
  afterAll(() => redis.kill());

  behavesAsShared(
    () => makeRedisStore(redis.url),
    () => redis.keys(),
  );

  it('leave nothing behind that would stay for ever', async () => {
    expect(await redis.keysWithoutEnd()).toEqual([]);
  });
});

describe('F6: rate limits in Postgres', () => {
  let database: TestDatabase;
  const sources: DataSource[] = [];
  /** Each instance with connections of its own. */
  async function connect(): Promise<DataSource> {
    const source = new DataSource({ type: 'postgres', url: database.url });
    sources.push(source);
    return source.initialize();
  }
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await Promise.all(sources.filter(({ isInitialized }) => isInitialized).map((source) => source.destroy()));
    await database?.drop();
  });
  const rows = async () => (await connect()).query('SELECT * FROM rate_limits') as Promise<{ key: string }[]>;

  behavesAsShared(
    async () => makePostgresStore(await connect()),
    async () => (await rows()).map(({ key }) => key).join('\n'),
  );

  it('are removed when their time is over', async () => {
    const store = await makePostgresStore(await connect(), 50);
    await store.open(() => undefined);
    await store.counts({ ...five, scope: 'short', seconds: 1 }).add('a');
    await store.counts({ ...five, scope: 'long' }).add('a');
    const scopes = async () => (await rows()).map(({ key }) => key.split(':')[0]);
    await eventually(async () => !(await scopes()).includes('short'));
    expect(await scopes()).toContain('long');
    store.close();
  });

  it('are counted in memory while it is frozen, and together again afterwards', async () => {
    for (const method of ['log', 'warn'] as const)
      jest.spyOn(Logger.prototype, method).mockImplementation(() => undefined);
    const wire = await layWire(database.url);
    const source = new DataSource({ type: 'postgres', url: wire.url });
    sources.push(source);
    const watch = new StoreWatch(await makePostgresStore(await source.initialize()));
    await watch.onModuleInit();
    await eventually(() => watch.isUp());
    const limiter = new RateLimits(watch).limiter(five);
    for (let attempt = 0; attempt < 3; attempt++) await limiter.take('frozen');

    wire.freeze();
    let results: PromiseSettledResult<unknown>[] = [];
    const tookMs = await fairTimeOf(async () => {
      results = await Promise.allSettled(Array.from({ length: 20 }, () => limiter.take('frozen')));
    });
    expect(tookMs).toBeLessThan(500);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(watch.isUp()).toBe(false);

    wire.thaw();
    await eventually(() => watch.isUp());
    watch.onApplicationShutdown();
    await source.destroy();
    await wire.close();
    jest.restoreAllMocks();
  });

  it('cost one small write each: the table is not logged', async () => {
    const [table] = await (await connect()).query(`SELECT relpersistence FROM pg_class WHERE relname = 'rate_limits'`);
    expect(table).toEqual({ relpersistence: 'u' });
  });
});
