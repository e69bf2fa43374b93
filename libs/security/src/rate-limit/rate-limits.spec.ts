import { jest } from '@jest/globals';
import { RateLimited } from '../security.errors.js';
import { rateLimited } from '../security.metrics.js';
import { RateLimits } from './rate-limits.js';

const limiterOf = (points: number, seconds: number) => new RateLimits().limiter({ scope: 'test', points, seconds });

describe('a limiter', () => {
  it('lets so many through and refuses the next, with the seconds to wait', async () => {
    const limiter = limiterOf(3, 60);
    for (let attempt = 0; attempt < 3; attempt++) await limiter.take('a');
    const refusal: unknown = await limiter.take('a').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RateLimited);
    expect((refusal as RateLimited).retryAfterSeconds).toBeGreaterThan(50);
    expect((refusal as RateLimited).retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  it('counts each key for itself', async () => {
    const limiter = limiterOf(1, 60);
    await limiter.take('a');
    await expect(limiter.take('b')).resolves.toBeUndefined();
  });

  it('lets exactly as many through at once as it has points', async () => {
    const limiter = limiterOf(5, 60);
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => limiter.take('a')));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  it('is looked at without counting', async () => {
    const limiter = limiterOf(1, 60);
    await limiter.peek('a');
    await limiter.peek('a');
    await limiter.take('a');
    await expect(limiter.peek('a')).rejects.toThrow(RateLimited);
  });

  it('counts in metrics what it refuses, by its scope', async () => {
    const counted = jest.spyOn(rateLimited, 'inc');
    const limiter = limiterOf(1, 60);
    await limiter.take('a');
    await limiter.take('a').catch(() => undefined);
    await limiter.peek('a').catch(() => undefined);
    expect(counted.mock.calls).toEqual([[{ scope: 'test' }], [{ scope: 'test' }]]);
  });

  it('says whether something is spent, without counting, and refuses nobody because of it', async () => {
    const counted = jest.spyOn(rateLimited, 'inc').mockClear();
    const limiter = limiterOf(1, 60);
    expect([await limiter.isSpent('a'), await limiter.isSpent('a')]).toEqual([false, false]);
    await limiter.take('a');
    expect([await limiter.isSpent('a'), await limiter.isSpent('b')]).toEqual([true, false]);
    expect(counted).not.toHaveBeenCalled();
  });

  it('forgets a key', async () => {
    const limiter = limiterOf(1, 60);
    await limiter.take('a');
    await limiter.reset('a');
    await expect(limiter.take('a')).resolves.toBeUndefined();
  });

  it('begins anew when the time is over', async () => {
    jest.useFakeTimers();
    try {
      const limiter = limiterOf(1, 60);
      await limiter.take('a');
      await expect(limiter.peek('a')).rejects.toThrow(RateLimited);
      jest.advanceTimersByTime(60_001);
      await expect(limiter.take('a')).resolves.toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
  });
});
