import { jest } from '@jest/globals';
import { MetricsRegistry } from '../exposition/metrics-registry.js';
import type { MetricsConfig } from '../metrics.config.js';
import { METHODS, ready, requestDuration } from '../metrics.metrics.js';
import { RecentMetrics } from './recent-metrics.js';

/** Tells of an answered request, as the server does. */
function answered(status: number, seconds: number): void {
  const labels = {
    http_request_method: METHODS[2],
    http_route: '/things/:id',
    http_response_status_code: String(status),
  };
  requestDuration.observe({ ...labels, error_type: '' }, seconds);
}

let recent: RecentMetrics;
let clock: { uptime: number; now: number };
beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['performance', 'queueMicrotask', 'nextTick'] });
  clock = { uptime: 100, now: performance.now() };
  jest.spyOn(process, 'uptime').mockImplementation(() => clock.uptime);
  jest.spyOn(performance, 'now').mockImplementation(() => clock.now);
  recent = new RecentMetrics();
  await recent.onApplicationBootstrap();
});
afterEach(() => {
  recent.onModuleDestroy();
  jest.useRealTimers();
  jest.restoreAllMocks();
  new MetricsRegistry({ metricsExemplars: false } as MetricsConfig).onModuleDestroy();
});

/** Lets time go by, and whatever is due in it. */
async function pass(seconds = 10): Promise<void> {
  clock.uptime += seconds;
  clock.now += seconds * 1000;
  await jest.advanceTimersByTimeAsync(seconds * 1000);
}
const samples = async (known?: Parameters<RecentMetrics['read']>[0]) => (await recent.read(known)).samples;

describe('recent metrics', () => {
  it('are empty at first, and have a sample after ten seconds and each ten after', async () => {
    expect(await samples()).toEqual([]);
    await pass(9);
    expect(await samples()).toEqual([]);
    await pass(1);
    expect(await samples()).toHaveLength(1);
    await pass(10);
    expect((await samples()).map(({ uptimeSeconds }) => uptimeSeconds)).toEqual([110, 120]);
  });

  it('tell the rates and durations of the interval alone, by the clock that nobody sets', async () => {
    answered(200, 0.02);
    await pass();
    for (const status of [200, 200, 302, 404, 403, 499, 500, 503]) answered(status, 0.3);
    jest.setSystemTime(0);
    await pass();
    await pass();
    const [first, second, third] = (await samples()).map(({ requests }) => requests);
    expect(first).toMatchObject({ perSecond: 0.1, clientErrorsPerSecond: 0, p50Seconds: 0.0175 });
    expect(second).toEqual({
      perSecond: 0.8,
      clientErrorsPerSecond: 0.2,
      serverErrorsPerSecond: 0.2,
      abortedPerSecond: 0.1,
      p50Seconds: 0.375,
      p95Seconds: 0.4875,
      p99Seconds: 0.4975,
    });
    expect(third).toMatchObject({ perSecond: 0, p50Seconds: null, p95Seconds: null, p99Seconds: null });
  });

  it('divide by how long the interval really was', async () => {
    for (let request = 0; request < 50; request++) answered(200, 0.02);
    clock.now += 15_000;
    await pass(10);
    expect(await samples()).toMatchObject([{ seconds: 25, requests: { perSecond: 2 } }]);
  });

  it('leave out what was counted before the first interval', async () => {
    recent.onModuleDestroy();
    answered(200, 0.02);
    recent = new RecentMetrics();
    await recent.onApplicationBootstrap();
    await pass();
    expect((await samples()).map(({ requests }) => requests.perSecond)).toEqual([0]);
  });

  it('say whether the program was ready, and ask nothing of a database that may be away', async () => {
    ready.collect((set) => set({}, 1));
    await pass();
    ready.collect((set) => set({}, 0));
    await pass();
    const told = (await samples()).map(({ ready: wasReady, webhooks }) => [wasReady, webhooks.pending]);
    expect(told).toEqual([
      [true, 0],
      [false, null],
    ]);
  });

  it('hold an hour, and forget what is older', async () => {
    for (let sample = 0; sample < 365; sample++) await recent.take();
    expect(await samples()).toHaveLength(360);
  });

  it('give only what is new to whoever has the rest of this instance, and all to anybody else', async () => {
    await pass();
    await pass();
    const { instance } = await recent.read();
    expect(await samples({ instance, after: 110 })).toHaveLength(1);
    expect(await samples({ instance, after: 120 })).toEqual([]);
    expect(await samples({ instance: 'another', after: 120 })).toHaveLength(2);
    expect(await samples({ after: 120 })).toHaveLength(2);
  });

  it('end with the program', async () => {
    expect(jest.getTimerCount()).toBe(1);
    recent.onModuleDestroy();
    expect(jest.getTimerCount()).toBe(0);
    await pass();
    expect(await samples()).toEqual([]);
  });

  it('never keep a program alive', async () => {
    const started = jest.spyOn(globalThis, 'setInterval');
    const another = new RecentMetrics();
    await another.onApplicationBootstrap();
    expect(started.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([false]);
    another.onModuleDestroy();
  });
});
