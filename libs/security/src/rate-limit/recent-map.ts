/**
 * Keeps what was set lately: for so many milliseconds at least and twice as many at most, unless more keys come than fit;
 * then the older half goes. Two maps that take turns need no timers and no search for the oldest key, which in one
 * big map takes longer and longer.
 */
export class RecentMap<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();
  private turnsAt = 0;

  constructor(
    private readonly keptMs: number,
    private readonly mostKeys: number,
  ) {}

  get(key: string): V | undefined {
    return this.young.get(key) ?? this.old.get(key);
  }

  set(key: string, value: V): void {
    const now = performance.now();
    if (now >= this.turnsAt || this.young.size >= this.mostKeys / 2) {
      this.old = now >= this.turnsAt + this.keptMs ? new Map() : this.young;
      this.young = new Map();
      this.turnsAt = now + this.keptMs;
    }
    this.young.set(key, value);
  }

  delete(key: string): void {
    this.young.delete(key);
    this.old.delete(key);
  }

  get size(): number {
    return this.young.size + this.old.size;
  }
}
