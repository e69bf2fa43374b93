import type { Counts, Spent } from './counts.js';
import { MemoryCounts } from './memory-counts.js';
import type { RateLimit } from './rate-limits.js';
import { RecentlySpent } from './recently-spent.js';
import type { StoreWatch } from './store-watch.js';

/**
 * Counts in the shared store, and always in memory besides: what this instance has seen still limits when the store is
 * lost, from the first request on.
 */
export class InsuredCounts implements Counts {
  private readonly shared: Counts;
  private readonly own: MemoryCounts;
  private readonly spent: RecentlySpent;

  constructor(
    private readonly watch: StoreWatch,
    limit: RateLimit,
  ) {
    this.shared = watch.store.counts(limit);
    this.own = new MemoryCounts(limit.seconds);
    this.spent = new RecentlySpent(limit.points);
  }

  async add(key: string): Promise<Spent> {
    const own = this.own.add(key);
    const known = this.spent.find(key);
    if (known) return { ...known, used: known.used + 1 };
    return this.watch.ask(
      () => this.noting(key, this.shared.add(key)),
      () => own,
    );
  }

  async read(key: string): Promise<Spent | null> {
    const known = this.spent.find(key);
    if (known) return known;
    return this.watch.ask(
      () => this.noting(key, this.shared.read(key)),
      () => this.own.read(key),
    );
  }

  async forget(key: string): Promise<void> {
    this.own.forget(key);
    await this.watch.ask(
      async () => this.shared.forget(key),
      () => undefined,
    );
    // Last, because an answer that was on its way meanwhile may have noted it again.
    this.spent.forget(key);
  }

  private async noting<S extends Spent | null>(key: string, answer: S | Promise<S>): Promise<S> {
    const spent = await answer;
    if (spent) this.spent.note(key, spent);
    return spent;
  }
}
