/**
 * Spreads kills evenly over the changes. Halfway to each one everything waits until all instances are there, so that the
 * kill meets them at work; nothing waits for the kill itself.
 */
export class Pace {
  changes = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly total: number,
    private readonly kills: number,
    private readonly act: { strike(): Promise<void>; allReady(): Promise<unknown> },
  ) {}

  /** Counts one change, and resolves when it may be made. */
  async turn(): Promise<void> {
    const before = this.halvesAt(this.changes++);
    const halves = this.halvesAt(this.changes);
    if (halves === before) return this.waiting();
    if (halves % 2 === 1) this.last = this.last.then(async () => void (await this.act.allReady()));
    else this.last = this.last.then(() => this.act.strike());
    return this.waiting();
  }

  /** Resolves when all kills are over. */
  over(): Promise<void> {
    return this.last;
  }

  private waiting(): Promise<void> | void {
    return this.halvesAt(this.changes) % 2 === 1 ? this.last : undefined;
  }

  private halvesAt(changes: number): number {
    return Math.min(this.kills * 2, Math.floor((changes * 2 * (this.kills + 1)) / this.total));
  }
}
