import type { FastifyReply } from 'fastify';
import type { Spent } from './counts.js';
import type { RateLimit, RateLimits } from './rate-limits.js';

/** One limit of requests, which tells callers what is left. */
export class RequestLimit {
  private readonly refusal: ReturnType<RateLimits['refusalsOf']>;

  constructor(
    private readonly limit: RateLimit,
    private readonly count: (key: string) => Spent | Promise<Spent>,
    limits: RateLimits,
  ) {
    this.refusal = limits.refusalsOf(limit);
  }

  /** Counts one and says so in the answer's headers, or throws `RateLimited`. Waits only where the store is elsewhere. */
  take(key: string, reply: FastifyReply): void | Promise<void> {
    const spent = this.count(key);
    return spent instanceof Promise ? spent.then((late) => this.judge(late, reply)) : this.judge(spent, reply);
  }

  private judge(spent: Spent, reply: FastifyReply): void {
    const { points } = this.limit;
    announce(reply, points, Math.max(0, points - spent.used), Math.ceil(spent.resetMs / 1000));
    if (spent.used > points) throw this.refusal(spent);
  }
}

/** Of several limits of one request, callers see the one of which the least is left. */
function announce(reply: FastifyReply, limit: number, remaining: number, resetSeconds: number): void {
  const told = reply.getHeader('ratelimit-remaining');
  if (told !== undefined && Number(told) <= remaining) return;
  reply.header('ratelimit-limit', String(limit));
  reply.header('ratelimit-remaining', String(remaining));
  reply.header('ratelimit-reset', String(resetSeconds));
}
