/** The newest so many items, in the order in which they came; the oldest makes room for the next. */
export class Ring<T> {
  private readonly items: T[] = [];

  constructor(private readonly capacity: number) {}

  push(item: T): void {
    this.items.push(item);
    if (this.items.length > this.capacity) this.items.shift();
  }

  /** Those for which it holds, oldest first. */
  filter(holds: (item: T) => boolean): T[] {
    return this.items.filter(holds);
  }
}
