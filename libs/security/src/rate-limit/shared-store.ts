import type { RateLimiterRes, RateLimiterStoreAbstract } from 'rate-limiter-flexible';
import type { Counts } from './counts.js';
import type { RateLimit } from './rate-limits.js';

/** Where the instances of the program count together. */
export interface SharedStore {
  readonly kind: 'redis' | 'postgres';
  /** What operators call it, without anything secret. */
  readonly name: string;
  /** Resolves when it can be asked. `onLoss` hears of a connection that broke while nobody asked. */
  open(onLoss: (error: unknown) => void): Promise<void>;
  counts(limit: RateLimit): Counts;
  close(): void;
}

/** Counts of the library. Its `penalty` adds and returns, while its `consume` would throw what is no error here. */
export const countsOf = (limiter: RateLimiterStoreAbstract): Counts => ({
  add: async (key) => spent(await limiter.penalty(key)),
  async read(key) {
    const found = await limiter.get(key);
    return found && spent(found);
  },
  async forget(key) {
    await limiter.delete(key);
  },
});

const spent = ({ consumedPoints, msBeforeNext }: RateLimiterRes) => ({ used: consumedPoints, resetMs: msBeforeNext });
