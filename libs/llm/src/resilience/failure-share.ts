import { CircuitState, type IBreaker } from 'cockatiel';

const WINDOW_MS = 30_000;
const MINIMUM_CALLS = 10;

/** Opens the circuit when half of at least ten calls of the last 30 seconds failed. */
export class FailureShare implements IBreaker {
  private calls: { at: number; failed: boolean }[] = [];

  constructor(private readonly now: () => number = () => performance.now()) {}

  get state(): unknown {
    return this.calls;
  }

  set state(calls: unknown) {
    this.calls = calls as typeof this.calls;
  }

  success(state: CircuitState): void {
    // A trial that worked says more than the failures that led to it.
    if (state === CircuitState.HalfOpen) this.calls = [];
    this.note(false);
  }

  failure(state: CircuitState): boolean {
    this.note(true);
    if (state !== CircuitState.Closed) return true;
    const failed = this.calls.filter((call) => call.failed).length;
    return this.calls.length >= MINIMUM_CALLS && failed * 2 >= this.calls.length;
  }

  private note(failed: boolean): void {
    const at = this.now();
    this.calls = this.calls.filter((call) => at - call.at < WINDOW_MS);
    this.calls.push({ at, failed });
  }
}
