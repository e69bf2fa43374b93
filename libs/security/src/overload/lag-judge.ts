const LATE_MS = 500;
const PATIENCE_MS = 5000;

/** Decides from how late the event loop was, look by look, whether there is too much to do. */
export class LagJudge {
  private lateSince?: number;
  private overloaded = false;

  isOverloaded(): boolean {
    return this.overloaded;
  }

  /** `lagMs` is the longest wait since the last look. One that was long by itself proves nothing: it may have been the last. */
  hear(lagMs: number, nowMs: number): void {
    if (lagMs <= LATE_MS) this.lateSince = undefined;
    else this.lateSince ??= nowMs;
    this.overloaded = this.lateSince !== undefined && nowMs - this.lateSince >= PATIENCE_MS;
  }
}
