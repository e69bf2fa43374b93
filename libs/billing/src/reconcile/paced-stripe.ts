import { Injectable } from '@nestjs/common';
import type { Stripe } from 'stripe';
import { setTimeout as wait } from 'node:timers/promises';
import { BillingUnavailable, StripeBusy } from '../billing.errors.js';
import { StripeClient } from '../stripe/stripe.client.js';
import type { Operation } from '../stripe/stripe-operations.js';

/** Five requests a second leave the rest of Stripe's allowance (25 in test mode, 100 live) to those who wait for it. */
const APART_MS = 200;
const MOST_TRIES = 4;
const PAUSE_MS = 2000;

/** Stripe for work that nobody waits for: slow on purpose, and patient when Stripe asks for a pause. */
@Injectable()
export class PacedStripe {
  private readonly stopping = new AbortController();
  private nextAt = 0;

  constructor(private readonly stripe: StripeClient) {}

  /** One page, or whatever else the call asks for. */
  ask<T extends { object: string }>(operation: Operation, call: (stripe: Stripe) => Promise<T>): Promise<T> {
    return this.atEase(() => this.stripe.ask(operation, call, 'brisk'));
  }

  /** The same; null when Stripe says that there is no such object. */
  find<T extends { object: string }>(operation: Operation, call: (stripe: Stripe) => Promise<T>): Promise<T | null> {
    return this.atEase(() => this.stripe.find(operation, call, 'brisk'));
  }

  /** Runs `work`, which asks Stripe a few times, when it is its turn; again after a pause when Stripe is busy or away. */
  async atEase<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      await this.turn();
      try {
        return await work();
      } catch (error) {
        const pause = pauseAfter(error);
        if (pause === null || tries >= MOST_TRIES) throw error;
        this.nextAt = performance.now() + pause;
      }
    }
  }

  /** Ends whoever waits for a turn: the program stops. */
  stop(): void {
    this.stopping.abort();
  }

  private async turn(): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.nextAt);
    this.nextAt = at + APART_MS;
    await wait(at - now, undefined, { signal: this.stopping.signal });
  }
}

/** Milliseconds; null when trying again would meet the same. */
function pauseAfter(error: unknown): number | null {
  if (error instanceof StripeBusy) return error.retryAfterSeconds * 1000;
  return error instanceof Error && error.constructor === BillingUnavailable ? PAUSE_MS : null;
}
