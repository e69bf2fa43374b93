import { LlmTimeout } from '../llm.errors.js';

export interface Limits {
  firstTokenMs: number;
  gapMs: number;
  totalMs: number;
}

/** The clocks of one call. Its `signal` aborts with a `LlmTimeout`, or with the caller's reason when the caller aborts. */
export class CallLimits {
  private readonly overrun = new AbortController();
  readonly signal: AbortSignal;
  private readonly total: NodeJS.Timeout;
  private readonly firstToken: NodeJS.Timeout;
  // One for all gaps: to begin it anew costs less than to make another for every token.
  private gap?: NodeJS.Timeout;
  private isListening = false;

  constructor(
    private readonly limits: Limits,
    caller: AbortSignal,
  ) {
    this.signal = AbortSignal.any([caller, this.overrun.signal]);
    this.total = setTimeout(() => this.overrun.abort(new LlmTimeout('total')), limits.totalMs);
    this.firstToken = setTimeout(() => this.overrun.abort(new LlmTimeout('first_token')), limits.firstTokenMs);
  }

  /** The first token is here. */
  begun(): void {
    clearTimeout(this.firstToken);
  }

  /** Something arrived. The clock stands still while the consumer is busy with it. */
  heard(): void {
    this.isListening = false;
  }

  /** The consumer wants more. */
  listening(): void {
    this.isListening = true;
    if (this.gap) this.gap.refresh();
    else this.gap = setTimeout(() => this.isListening && this.overrun.abort(new LlmTimeout('gap')), this.limits.gapMs);
  }

  end(): void {
    for (const timer of [this.total, this.firstToken, this.gap]) clearTimeout(timer);
  }
}
