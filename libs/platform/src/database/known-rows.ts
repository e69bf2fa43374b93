import type { Notifications } from './notifications.js';

const MOST = 10_000;

interface Known<V> {
  value: V;
  until: number;
}

/**
 * What was read lately, by key. Whoever hears of changes says what to forget; while it is not certain that they are heard,
 * nothing is known, and the database is asked. Nothing is known for longer than `keptMs`.
 */
export class KnownRows<V> {
  private readonly byKey = new Map<string, Known<V>>();
  /** Moves on whenever something is forgotten, so that what was read before is not remembered after. */
  private generation = 0;

  constructor(
    private readonly notifications: Pick<Notifications, 'isCurrent'>,
    private readonly keptMs: number,
  ) {}

  /** What is certain without asking; null when nothing is. */
  find(key: string): { value: V } | null {
    const known = this.byKey.get(key);
    if (!known || !this.notifications.isCurrent()) return null;
    if (performance.now() < known.until) return known;
    this.byKey.delete(key);
    return null;
  }

  /** Reads, and remembers what `entriesOf` finds in it unless something was forgotten meanwhile. */
  async remember<T>(read: () => Promise<T>, entriesOf: (read: T) => Iterable<readonly [string, V]>): Promise<T> {
    const { generation } = this;
    const result = await read();
    if (generation !== this.generation || !this.notifications.isCurrent()) return result;
    for (const [key, value] of entriesOf(result)) this.keep(key, value);
    return result;
  }

  forget(key: string): void {
    this.generation++;
    this.byKey.delete(key);
  }

  forgetWhere(isGone: (value: V) => boolean): void {
    this.generation++;
    for (const [key, { value }] of this.byKey) if (isGone(value)) this.byKey.delete(key);
  }

  forgetAll(): void {
    this.generation++;
    this.byKey.clear();
  }

  private keep(key: string, value: V): void {
    this.byKey.delete(key);
    this.byKey.set(key, { value, until: performance.now() + this.keptMs });
    const [oldest] = this.byKey.keys();
    if (this.byKey.size > MOST) this.byKey.delete(oldest!);
  }
}
