import { circuitBreaker, CircuitState, handleWhen } from 'cockatiel';
import { LlmTimeout, LlmUnavailable, type LlmFailure } from '../llm.errors.js';
import { FailureShare } from './failure-share.js';

const OPEN_MS = 10_000;
const BLAMELESS = new Set<LlmFailure>(['rejected', 'unknown_model']);

/** How one admitted call is going; what is said after it has settled changes nothing. */
export interface Permit {
  /** The first token is here. */
  answered(): void;
  settle(error?: unknown): void;
}

/** Stops calling a provider that fails, and tries it with a single call after a while. */
export class UpstreamBreaker {
  private readonly policy = circuitBreaker(handleWhen(blamesUpstream), {
    halfOpenAfter: OPEN_MS,
    breaker: new FailureShare(),
  });

  /** Hears of every change: 0 closed, 1 half open, 2 open. */
  constructor(onState: (state: 0 | 1 | 2) => void) {
    this.policy.onStateChange((state) =>
      onState(state === CircuitState.Closed ? 0 : state === CircuitState.HalfOpen ? 1 : 2),
    );
  }

  get isClosed(): boolean {
    return this.policy.state === CircuitState.Closed;
  }

  /** Throws `LlmUnavailable` while the circuit is open or a trial is under way. */
  admit(): Permit {
    const outcome = Promise.withResolvers<void>();
    let admitted = false;
    // A half-open policy would let callers queue behind the trial; they are better told at once.
    if (this.policy.state !== CircuitState.HalfOpen) {
      const counted = this.policy.execute(() => {
        admitted = true;
        return outcome.promise;
      });
      counted.catch(() => undefined);
    }
    if (!admitted) throw new LlmUnavailable('breaker_open');
    return {
      answered: () => {
        // A trial has proved itself with its first token; nobody should have to wait for its last.
        if (this.policy.state === CircuitState.HalfOpen) outcome.resolve();
      },
      settle: (error) => (error === undefined ? outcome.resolve() : outcome.reject(error)),
    };
  }
}

/**
 * A request that the provider finds invalid, or that its caller gave up, says nothing about the provider; nor does a model that
 * it does not have say anything about its others.
 */
function blamesUpstream(error: unknown): boolean {
  return error instanceof LlmTimeout || (error instanceof LlmUnavailable && !BLAMELESS.has(error.failure));
}
