import type { StripeState } from './state.js';

/** The sandbox's own time: the real one plus what it has been moved ahead by. Stripe counts in whole seconds. */
export class SandboxClock {
  // While time is being advanced, things happen at the moment they were due, not at the moment advanced to.
  private standingAt: number | null = null;

  constructor(private readonly state: StripeState) {}

  now(): number {
    return this.standingAt ?? this.realNow() + this.state.clockAheadSeconds;
  }

  realNow(): number {
    return Math.floor(Date.now() / 1000);
  }

  moveAhead(seconds: number): void {
    this.state.clockAheadSeconds += seconds;
  }

  /** Runs `action` as if it were `moment`. */
  at(moment: number, action: () => void): void {
    this.standingAt = moment;
    try {
      action();
    } finally {
      this.standingAt = null;
    }
  }
}
