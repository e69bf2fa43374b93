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
  private silence: NodeJS.Timeout;

  constructor(
    private readonly limits: Limits,
    caller: AbortSignal,
  ) {
    this.signal = AbortSignal.any([caller, this.overrun.signal]);
    this.total = setTimeout(() => this.overrun.abort(new LlmTimeout('total')), limits.totalMs);
    this.silence = setTimeout(() => this.overrun.abort(new LlmTimeout('first_token')), limits.firstTokenMs);
  }

  /** Something arrived. The clock stands still while the consumer is busy with it. */
  heard(): void {
    clearTimeout(this.silence);
  }

  /** The consumer wants more. */
  listening(): void {
    this.silence = setTimeout(() => this.overrun.abort(new LlmTimeout('gap')), this.limits.gapMs);
  }

  end(): void {
    clearTimeout(this.total);
    clearTimeout(this.silence);
  }
}
