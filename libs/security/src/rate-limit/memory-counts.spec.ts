import { jest } from '@jest/globals';
import { MemoryCounts } from './memory-counts.js';

afterEach(() => jest.useRealTimers());

describe('counters in memory', () => {
  it('count for a window that begins with the first', () => {
    jest.useFakeTimers();
    const counts = new MemoryCounts(60);
    expect(counts.read('a')).toBeNull();
    expect(counts.add('a')).toEqual({ used: 1, resetMs: 60_000 });
    jest.advanceTimersByTime(20_000);
    expect(counts.add('a')).toEqual({ used: 2, resetMs: 40_000 });
    expect(counts.read('a')).toEqual({ used: 2, resetMs: 40_000 });
    jest.advanceTimersByTime(40_000);
    expect(counts.read('a')).toBeNull();
    expect(counts.add('a')).toEqual({ used: 1, resetMs: 60_000 });
  });

  it('never tell of more time than a window has, however the clock’s fractions add up', () => {
    const now = 259_024.21218600645;
    expect(now + 60_000 - now).toBeGreaterThan(60_000);
    const clock = jest.spyOn(performance, 'now').mockReturnValue(now);
    expect(new MemoryCounts(60).add('a')).toEqual({ used: 1, resetMs: 60_000 });
    clock.mockRestore();
  });

  it('forget windows that are over, without a timer for each', () => {
    jest.useFakeTimers();
    const counts = new MemoryCounts(60);
    for (let key = 0; key < 1000; key++) counts.add(`old ${key}`);
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(120_000);
    counts.add('new');
    expect(counts.size).toBe(1);
  });

  it('keep a window for as long as it lasts, however many come and go meanwhile', () => {
    jest.useFakeTimers();
    const counts = new MemoryCounts(60);
    for (let second = 0; second < 180; second++) {
      counts.add(`at ${second}`);
      if (second >= 59) expect(counts.read(`at ${second - 59}`)?.used).toBe(1);
      if (second >= 60) expect(counts.read(`at ${second - 60}`)).toBeNull();
      jest.advanceTimersByTime(1000);
    }
  });

  it('remember so many keys at most; what is counted again and again is among them', () => {
    const counts = new MemoryCounts(60, 100);
    for (let key = 0; key < 10_000; key++) {
      counts.add(`flood ${key}`);
      expect(counts.add('busy').used).toBe(key + 1);
      expect(counts.size).toBeLessThanOrEqual(100);
    }
    expect(counts.read('flood 9999')?.used).toBe(1);
    expect(counts.read('flood 0')).toBeNull();
  });

  it('P5: cost bounded memory and time, however many keys and however many hits', () => {
    const counts = new MemoryCounts(3600);
    const before = process.memoryUsage().heapUsed;
    const since = process.cpuUsage();
    for (let key = 0; key < 300_000; key++) counts.add(`2001:db8:${key.toString(16)}:0::/64`);
    for (let hit = 0; hit < 300_000; hit++) counts.add('203.0.113.7');
    expect(process.cpuUsage(since).user / 600_000).toBeLessThan(20);
    expect(counts.size).toBeLessThanOrEqual(100_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100e6);
  });
});
