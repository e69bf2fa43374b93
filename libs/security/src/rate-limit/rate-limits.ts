import { Injectable, Optional } from '@nestjs/common';
import { RateLimited } from '../security.errors.js';
import { rateLimited } from '../security.metrics.js';
import { fingerprint, type Counts, type Spent } from './counts.js';
import { InsuredCounts } from './insured-counts.js';
import { MemoryCounts } from './memory-counts.js';
import { StoreWatch } from './store-watch.js';

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
  /** Whether nothing is left, for whoever refuses nobody because of it. */
  isSpent(key: string): Promise<boolean>;
  /** Counts one, or throws `RateLimited`. */
  take(key: string): Promise<void>;
  /** Forgets the key. */
  reset(key: string): Promise<void>;
}

/** Makes limiters, which count where all instances do if a store is configured, and else in memory. */
@Injectable()
export class RateLimits {
  private readonly scopes = new Set<string>();

  constructor(@Optional() private readonly store?: StoreWatch) {}

  limiter(limit: RateLimit): Limiter {
    const counts = this.countsOf(limit);
    const refusal = this.refusalsOf(limit);
    const refuse = (spent: Spent): never => {
      throw refusal(spent);
    };
    return {
      async peek(key) {
        const spent = await counts.read(fingerprint(key));
        if (spent && spent.used >= limit.points) refuse(spent);
      },
      async isSpent(key) {
        const spent = await counts.read(fingerprint(key));
        return spent !== null && spent.used >= limit.points;
      },
      async take(key) {
        const spent = await counts.add(fingerprint(key));
        if (spent.used > limit.points) refuse(spent);
      },
      async reset(key) {
        await counts.forget(fingerprint(key));
      },
    };
  }

  /** The counters alone, for whoever tells callers what is left. */
  countsOf(limit: RateLimit): Counts {
    return this.store ? new InsuredCounts(this.store, limit) : new MemoryCounts(limit.seconds);
  }

  /** Makes the errors that refuse, and counts them. */
  refusalsOf({ scope, points }: RateLimit): (spent: Spent) => RateLimited {
    this.scopes.add(scope);
    rateLimited.startAtZero({ scope: [...this.scopes] });
    return ({ resetMs }) => {
      rateLimited.inc({ scope });
      return new RateLimited(Math.max(1, Math.ceil(resetMs / 1000)), points);
    };
  }
}
