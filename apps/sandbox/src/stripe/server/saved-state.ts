import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { emptyState, type StripeState } from '../state.js';

// Often enough to lose next to nothing; a large state is written more seldom, so that nobody waits for it.
const shortestPauseMs = 200;
const pausePerWriting = 20;

/** The state on disk; links in it follow the sandbox to another port. */
export class SavedState {
  private timer: NodeJS.Timeout | undefined;
  private written = '';
  private isClosed = false;
  private pauseMs = shortestPauseMs;

  constructor(
    private readonly file: string,
    private readonly baseUrl: string,
  ) {}

  /** What was saved last; what newer versions have added to it is there too, empty. */
  load(): StripeState {
    const empty = emptyState(this.baseUrl);
    if (!existsSync(this.file)) return empty;
    const text = readFileSync(this.file, 'utf8');
    const former = this.parse(text).baseUrl;
    return { ...empty, ...this.parse(former ? text.replaceAll(former, this.baseUrl) : text) };
  }

  /** Saves before long; many calls in a row are one writing. */
  saveSoon(state: StripeState): void {
    if (this.isClosed) return;
    this.timer ??= setTimeout(() => this.saveNow(state), this.pauseMs).unref();
  }

  /** Saves for the last time. */
  close(state: StripeState): void {
    this.isClosed = true;
    this.saveNow(state);
  }

  private saveNow(state: StripeState): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const start = performance.now();
    const text = JSON.stringify({ state });
    if (text === this.written) return;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, text, { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
    this.written = text;
    this.pauseMs = Math.max(shortestPauseMs, (performance.now() - start) * pausePerWriting);
  }

  private parse(text: string): Partial<StripeState> {
    try {
      return (JSON.parse(text) as { state: Partial<StripeState> }).state;
    } catch {
      throw new Error(`${this.file} cannot be read as JSON; delete it and the pretend Stripe starts empty.`);
    }
  }
}
