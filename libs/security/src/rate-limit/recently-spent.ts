import type { Spent } from './counts.js';
import { RecentMap } from './recent-map.js';

/** A flood of refusals asks the store once in so long, and another instance's `forget` is seen after it at the latest. */
const BELIEVED_MS = 1000;
const MOST_KEYS = 10_000;

/** The keys that had nothing left a moment ago, so that a flood of refusals does not reach the store. */
export class RecentlySpent {
  private readonly byKey = new RecentMap<{ spent: Spent; since: number }>(BELIEVED_MS, MOST_KEYS);

  constructor(private readonly points: number) {}

  find(key: string): Spent | null {
    const known = this.byKey.get(key);
    if (!known) return null;
    const age = performance.now() - known.since;
    if (age >= Math.min(BELIEVED_MS, known.spent.resetMs)) return null;
    return { used: known.spent.used, resetMs: known.spent.resetMs - age };
  }

  note(key: string, spent: Spent): void {
    if (spent.used >= this.points) this.byKey.set(key, { spent, since: performance.now() });
  }

  forget(key: string): void {
    this.byKey.delete(key);
  }
}
