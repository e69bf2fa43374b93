import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { HealthReports } from '@app/metrics';
import { eventually, fairTimeOf } from '@app/platform/testing';
import { RateLimited } from '../security.errors.js';
import type { Counts } from './counts.js';
import { MemoryCounts } from './memory-counts.js';
import { RateLimits } from './rate-limits.js';
import type { SharedStore } from './shared-store.js';
import { StoreWatch } from './store-watch.js';

/** A store elsewhere, with what can happen to it. */
class PretendStore implements SharedStore {
  readonly kind = 'redis';
  readonly name = 'The pretend store';
  state: 'answers' | 'fails' | 'hangs' = 'answers';
  asked = 0;
  onLoss: (error: unknown) => void = () => undefined;
  private readonly byScope = new Map<string, MemoryCounts>();

  async open(onLoss: (error: unknown) => void) {
    this.onLoss = onLoss;
  }

  counts({ scope, seconds }: { scope: string; seconds: number }): Counts {
    const counts = this.byScope.get(scope) ?? new MemoryCounts(seconds);
    this.byScope.set(scope, counts);
    return {
      add: (key) => this.answer(() => counts.add(key)),
      read: (key) => this.answer(() => counts.read(key)),
      forget: (key) => this.answer(() => counts.forget(key)),
    };
  }

  close() {}

  private async answer<T>(work: () => T): Promise<T> {
    this.asked++;
    if (this.state === 'fails') throw Object.assign(new Error('AUTH secret-of-this-test'), { code: 'ECONNRESET' });
    if (this.state === 'hangs') return new Promise<never>(() => undefined);
    return work();
  }
}

const opened: StoreWatch[] = [];
async function instanceOn(store: SharedStore, health?: HealthReports) {
  const watch = new StoreWatch(store, health);
  opened.push(watch);
  await watch.onModuleInit();
  return { watch, limits: new RateLimits(watch) };
}

const five = { scope: 'test', points: 5, seconds: 900 };
async function allowedOf(attempts: number, take: () => Promise<void>): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: attempts }, take));
  for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RateLimited);
  return results.filter(({ status }) => status === 'fulfilled').length;
}

let store: PretendStore;
let warned: jest.SpiedFunction<Logger['warn']>;
let logged: jest.SpiedFunction<Logger['log']>;
beforeEach(() => {
  store = new PretendStore();
  warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  logged = jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
});
afterEach(() => {
  for (const watch of opened.splice(0)) watch.onApplicationShutdown();
  jest.restoreAllMocks();
});

describe('F6: limits that instances share', () => {
  it('let exactly as many through at once as one instance would', async () => {
    const [a, b] = [await instanceOn(store), await instanceOn(store)].map(({ limits }) => limits.limiter(five));
    let turn = 0;
    expect(await allowedOf(50, () => (turn++ % 2 ? a! : b!).take('ada'))).toBe(5);
  });

  it.each(['fails', 'hangs'] as const)(
    'go on in memory when the store %s, where this instance had got to',
    async (state) => {
      const { limits } = await instanceOn(store);
      const limiter = limits.limiter(five);
      for (let attempt = 0; attempt < 3; attempt++) await limiter.take('ada');
      store.state = state;
      const tookMs = await fairTimeOf(async () => {
        expect(await allowedOf(50, () => limiter.take('ada'))).toBe(2);
        await expect(limiter.peek('ada')).rejects.toThrow(RateLimited);
      });
      expect(tookMs).toBeLessThan(500);
      await limiter.reset('ada');
      await expect(limiter.peek('ada')).resolves.toBeUndefined();
    },
  );

  it('say once that the store is lost and once that it is back, in the log and to operators', async () => {
    const health = new HealthReports();
    const { watch, limits } = await instanceOn(store, health);
    const limiter = limits.limiter({ ...five, points: 1000 });
    expect(await health.all()).toEqual({ rate_limit_store: 'up' });
    expect(warned).not.toHaveBeenCalled();

    store.state = 'fails';
    expect(await allowedOf(50, () => limiter.take('ada'))).toBe(50);
    expect(await health.all()).toEqual({ rate_limit_store: 'down' });
    await eventually(() => store.asked > 52);
    expect(warned.mock.calls).toEqual([
      ['The pretend store does not answer (ECONNRESET): each instance limits for itself'],
    ]);
    expect(logged).not.toHaveBeenCalled();

    store.state = 'answers';
    await eventually(() => watch.isUp());
    expect(await health.all()).toEqual({ rate_limit_store: 'up' });
    expect(logged.mock.calls).toEqual([['The pretend store answers again: instances limit together']]);
    expect(warned).toHaveBeenCalledTimes(1);
  });

  it('do not ask a store that is lost, however many requests come', async () => {
    const { limits } = await instanceOn(store);
    const limiter = limits.limiter(five);
    store.onLoss(Object.assign(new Error(), { code: 'ECONNRESET' }));
    const { asked } = store;
    await allowedOf(1000, () => limiter.take('ada'));
    expect(store.asked - asked).toBeLessThanOrEqual(2);
  });

  it('keep a flood of refusals off the store', async () => {
    const { limits } = await instanceOn(store);
    const limiter = limits.limiter(five);
    expect(await allowedOf(6, () => limiter.take('ada'))).toBe(5);
    const { asked } = store;
    for (let attempt = 0; attempt < 200; attempt++) {
      await expect(limiter.take('ada')).rejects.toThrow(RateLimited);
      await expect(limiter.peek('ada')).rejects.toThrow(RateLimited);
    }
    // A slow machine may be at it for more than the second that an answer is believed.
    expect(store.asked - asked).toBeLessThan(20);
  });

  it('are forgotten for every instance, at once where it was said and soon elsewhere', async () => {
    const [here, there] = [await instanceOn(store), await instanceOn(store)].map(({ limits }) => limits.limiter(five));
    expect(await allowedOf(6, () => there!.take('ada'))).toBe(5);
    await expect(here!.peek('ada')).rejects.toThrow(RateLimited);
    await here!.reset('ada');
    await expect(here!.peek('ada')).resolves.toBeUndefined();
    await eventually(async () => (await there!.peek('ada'), true));
  });

  it('do not keep the program from starting without the store', async () => {
    store.state = 'hangs';
    const since = performance.now();
    const { watch, limits } = await instanceOn(store);
    const limiter = limits.limiter(five);
    expect(performance.now() - since).toBeLessThan(2000);
    expect(await allowedOf(6, () => limiter.take('ada'))).toBe(5);
    expect(warned).toHaveBeenCalledTimes(1);
    expect(watch.isUp()).toBe(false);
  });

  it('say nothing when the program ends', async () => {
    const { watch, limits } = await instanceOn(store);
    watch.onApplicationShutdown();
    store.onLoss(new Error('closed'));
    store.state = 'fails';
    const limiter = limits.limiter(five);
    expect(await allowedOf(6, () => limiter.take('ada'))).toBe(5);
    expect(warned).not.toHaveBeenCalled();
  });
});
