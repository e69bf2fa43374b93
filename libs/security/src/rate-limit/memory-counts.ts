import type { Counts, Spent } from './counts.js';
import { RecentMap } from './recent-map.js';

/** So many keys take about 20 MB. */
const MOST_KEYS = 100_000;

interface Window {
  used: number;
  endsAt: number;
}

/** Counts in this process alone. A flood of more keys than fit pushes out those that were counted longest ago. */
export class MemoryCounts implements Counts {
  private readonly windows: RecentMap<Window>;
  private readonly lastsMs: number;

  constructor(seconds: number, mostKeys = MOST_KEYS) {
    this.lastsMs = seconds * 1000;
    this.windows = new RecentMap(this.lastsMs, mostKeys);
  }

  add(key: string): Spent {
    const now = performance.now();
    const window = this.find(key, now) ?? { used: 0, endsAt: now + this.lastsMs };
    window.used++;
    this.windows.set(key, window);
    return { used: window.used, resetMs: left(window, now) };
  }

  read(key: string): Spent | null {
    const now = performance.now();
    const window = this.find(key, now);
    return window ? { used: window.used, resetMs: left(window, now) } : null;
  }

  forget(key: string): void {
    this.windows.delete(key);
  }

  /** How many keys are remembered, those included whose time is over. */
  get size(): number {
    return this.windows.size;
  }

  private find(key: string, now: number): Window | undefined {
    const window = this.windows.get(key);
    return window && window.endsAt > now ? window : undefined;
  }
}

/** Whole milliseconds: what floating point adds to a minute would else be told as 61 seconds. */
const left = ({ endsAt }: Window, now: number) => Math.round(endsAt - now);
