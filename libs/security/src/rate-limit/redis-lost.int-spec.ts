import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { eventually, fairTimeOf } from '@app/platform/testing';
import { RateLimited } from '../security.errors.js';
import { describeWithRedis, TestRedis } from '../testing/test-redis.js';
import { RateLimits, type Limiter } from './rate-limits.js';
import { makeRedisStore } from './redis-store.js';
import { StoreWatch } from './store-watch.js';

const five = { scope: 'login_account', points: 5, seconds: 900 };

describeWithRedis('F6: Redis is lost', () => {
  let redis: TestRedis;
  let watches: StoreWatch[];
  let a: Limiter;
  let b: Limiter;
  let said: string[];

  const listen = (method: 'log' | 'warn' | 'error') =>
    jest.spyOn(Logger.prototype, method).mockImplementation((message: unknown) => void said.push(String(message)));
  async function newInstance(): Promise<Limiter> {
    const watch = new StoreWatch(await makeRedisStore(redis.url));
    watches.push(watch);
    await watch.onModuleInit();
    return new RateLimits(watch).limiter(five);
  }
  const allUp = () => eventually(() => watches.every((watch) => watch.isUp()));

  beforeEach(async () => {
    said = [];
    for (const method of ['log', 'warn', 'error'] as const) listen(method);
    redis = new TestRedis();
    watches = [];
    await redis.start();
    [a, b] = [await newInstance(), await newInstance()];
    await allUp();
  });
  afterEach(async () => {
    for (const watch of watches) watch.onApplicationShutdown();
    await redis.kill();
    jest.restoreAllMocks();
  });

  /** Of 20 at once, all of whom are answered within half a second. */
  async function allowed(limiter: Limiter, key: string): Promise<number> {
    let results: PromiseSettledResult<unknown>[] = [];
    const milliseconds = await fairTimeOf(async () => {
      results = await Promise.allSettled(Array.from({ length: 20 }, () => limiter.take(key)));
    });
    expect(milliseconds).toBeLessThan(500);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RateLimited);
    return results.filter(({ status }) => status === 'fulfilled').length;
  }
  const warnings = () => said.filter((line) => line.includes('does not answer'));

  it('frozen: everybody is answered within half a second and limited still; thawed: instances share again', async () => {
    for (let attempt = 0; attempt < 3; attempt++) await a.take('ada');
    redis.freeze();
    expect(await allowed(a, 'ada')).toBe(2);
    expect(await allowed(b, 'ada')).toBe(5);
    expect(warnings()).toHaveLength(2);

    redis.thaw();
    await allUp();
    expect(await allowed(a, 'grace')).toBe(5);
    expect(await allowed(b, 'grace')).toBe(0);
    expect(said.filter((line) => line.includes('answers again'))).toHaveLength(2);
  });

  it('frozen for longer than a connection is waited for: the same', async () => {
    redis.freeze();
    expect(await allowed(a, 'ada')).toBe(5);
    // Whoever asks nothing notices, too, because the connection is given up.
    await eventually(() => warnings().length === 2);
    redis.thaw();
    await allUp();
    expect(await allowed(a, 'grace')).toBe(5);
    expect(await allowed(b, 'grace')).toBe(0);
  });

  it('killed: each instance limits in memory; started anew: they share again', async () => {
    for (let attempt = 0; attempt < 3; attempt++) await a.take('ada');
    await redis.kill();
    expect(await allowed(a, 'ada')).toBe(2);
    expect(await allowed(b, 'ada')).toBe(5);
    await eventually(() => warnings().length === 2);

    await redis.start();
    await allUp();
    expect(await allowed(b, 'grace')).toBe(5);
    expect(await allowed(a, 'grace')).toBe(0);
    expect(warnings()).toHaveLength(2);
  });

  it('not there at the start: the start goes on, and what comes later is used', async () => {
    await redis.kill();
    const late = await newInstance();
    expect(await allowed(late, 'ada')).toBe(5);
    await redis.start();
    await allUp();
    expect(await allowed(late, 'grace')).toBe(5);
    expect(await allowed(a, 'grace')).toBe(0);
  });

  it('answers but cannot count: memory, without a word that comes and goes', async () => {
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    expect(await allowed(a, 'ada')).toBe(5);
    expect(await allowed(b, 'ada')).toBe(5);
    const refused = async () =>
      Number(/errorstat_OOM:count=(\d+)/.exec(await redis.command('INFO', 'errorstats'))?.[1]);
    const before = await refused();
    // Time for several attempts to find it again, and for requests that would be taken in by them.
    await eventually(async () => (await a.take('grace').catch(() => undefined), (await refused()) >= before + 4));
    expect(warnings()).toHaveLength(2);
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    await allUp();
    expect(warnings()).toHaveLength(2);
  });

  it('L2: refuses the password: memory, and the log does not tell it', async () => {
    const watch = new StoreWatch(await makeRedisStore(redis.url.replace(redis.password, 'wrong-pass-of-this-test')));
    watches.push(watch);
    await watch.onModuleInit();
    expect(await allowed(new RateLimits(watch).limiter(five), 'ada')).toBe(5);
    expect(said.join()).toMatch(/Redis at 127\.0\.0\.1:\d+ does not answer \(WRONGPASS\)/);
    expect(said.join()).not.toContain('pass-of-this-test');
  });
});
