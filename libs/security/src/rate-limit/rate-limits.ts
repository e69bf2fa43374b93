import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimited } from '../security.errors.js';
import { rateLimited } from '../security.metrics.js';

/** How often something may happen: `points` times in `seconds`, counted from the first. `scope` names it in metrics. */
export interface RateLimit {
  scope: string;
  points: number;
  seconds: number;
}

/** Counts what happens for a key: an address, an account. */
export interface Limiter {
  /** Throws `RateLimited` when nothing is left, without counting. */
  peek(key: string): Promise<void>;
  /** Counts one, or throws `RateLimited`. */
  take(key: string): Promise<void>;
  /** Forgets the key. */
  reset(key: string): Promise<void>;
}

/** Makes limiters. Each keeps one counter a key, never a list of hits, so that a flood costs no memory. */
@Injectable()
export class RateLimits {
  private readonly scopes = new Set<string>();

  limiter({ scope, points, seconds }: RateLimit): Limiter {
    this.scopes.add(scope);
    rateLimited.startAtZero({ scope: [...this.scopes] });
    const counts = new RateLimiterMemory({ keyPrefix: scope, points, duration: seconds });
    const refuse = (msBeforeNext: number): never => {
      rateLimited.inc({ scope });
      throw new RateLimited(Math.max(1, Math.ceil(msBeforeNext / 1000)));
    };
    return {
      async peek(key) {
        const spent = await counts.get(key);
        if (spent && spent.consumedPoints >= points) refuse(spent.msBeforeNext);
      },
      async take(key) {
        try {
          await counts.consume(key);
        } catch (thrown) {
          if (!(thrown instanceof RateLimiterRes)) throw thrown;
          refuse(thrown.msBeforeNext);
        }
      },
      async reset(key) {
        await counts.delete(key);
      },
    };
  }
}
