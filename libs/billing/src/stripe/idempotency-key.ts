import { createHash } from 'node:crypto';

/** Stripe repeats its first answer to a key, failures too, for a day. Nobody should have to wait that long. */
const WINDOW_MS = 10 * 60 * 1000;

/**
 * The same key for the same wish, so that a request that was sent twice, by a retry or after a crash, is carried out
 * once. `facts` is everything that makes it this wish and not another.
 */
export function idempotencyKey(what: string, facts: unknown, now = Date.now()): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([facts, Math.floor(now / WINDOW_MS)]))
    .digest('hex');
  return `${what}-${digest}`;
}
