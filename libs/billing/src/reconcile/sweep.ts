import type { Drift } from './drift.js';
import type { Phase } from './reconciliation.entity.js';

/** One run, as its parts see it. */
export interface Run {
  isDry: boolean;
  /** Events that Stripe made since then may have been missed. */
  since: Date;
  /** What Stripe has listed during this run, so that nobody asks for it one by one. */
  seen: Set<string>;
  found(drift: Drift): void;
  /** Called after every page, so that another process could go on from here. */
  reached(cursor: string, looked: number): Promise<void>;
}

/** One part of a run: goes through one list, page by page, from after `cursor`. */
export interface Sweep {
  readonly phase: Phase;
  /** About how many there are, for the progress. */
  count(): Promise<number>;
  go(cursor: string | null, run: Run): Promise<void>;
}

/** Goes through a list of Stripe: `read` a page after an id, then `look` at it. */
export async function eachPage<T extends { id: string }>(
  cursor: string | null,
  run: Run,
  read: (page: { limit: number; starting_after?: string }) => Promise<{ data: T[]; has_more: boolean }>,
  look: (items: T[]) => Promise<void>,
): Promise<void> {
  for (let after = cursor, more = true; more;) {
    const page = await read({ limit: 100, ...(after ? { starting_after: after } : {}) });
    await look(page.data);
    after = page.data.at(-1)?.id ?? after;
    more = page.has_more && page.data.length > 0;
    if (after) await run.reached(after, page.data.length);
  }
}
