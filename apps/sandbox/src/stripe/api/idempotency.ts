import type { StripeState } from '../state.js';
import { StripeError } from './stripe.errors.js';

const keptForMs = 86_400_000;
const keptKeys = 5000;

/** An answer as it went out the first time. */
export interface KeptAnswer {
  status: number;
  body: string;
}

/** Remembers for a day what was answered under each idempotency key. */
export class IdempotencyKeys {
  constructor(private readonly state: StripeState) {}

  /** The first answer under this key, or null; the same key with another request is an error. */
  find(key: string | null, request: string): KeptAnswer | null {
    if (key === null) return null;
    const kept = this.state.idempotency[key];
    if (!kept || Date.now() - kept.atMs > keptForMs) return null;
    if (kept.request !== request) {
      throw new StripeError(
        400,
        'idempotency_error',
        'Keys for idempotent requests can only be used with the same parameters they were first used with. Try using ' +
          `a key other than '${key}' if you meant to execute a different request.`,
      );
    }
    return kept;
  }

  keep(key: string | null, request: string, answer: KeptAnswer): void {
    if (key === null) return;
    // Deleted first, so that the order of the keys stays the order of their age.
    delete this.state.idempotency[key];
    this.state.idempotency[key] = { request, ...answer, atMs: Date.now() };
    const keys = Object.keys(this.state.idempotency);
    for (const old of keys.slice(0, Math.max(0, keys.length - keptKeys))) delete this.state.idempotency[old];
  }
}
