import { Injectable, Logger } from '@nestjs/common';
import { Stripe } from 'stripe';
import { BillingConfig } from '../billing.config.js';
import { BillingUnavailable, CustomerGone } from '../billing.errors.js';
import { stripeRequestDuration } from '../billing.metrics.js';
import { errorTypeOf, isCustomerGone, isMissing, UnexpectedAnswer, wordsFor } from './stripe-failures.js';
import { isAnswerTo, type Operation } from './stripe-operations.js';

const API_VERSION = '2026-10-28.endive';

/** The one way to the Stripe API: pinned version, bounded time, every call measured, every failure a `BillingUnavailable`. */
@Injectable()
export class StripeClient {
  private readonly logger = new Logger(StripeClient.name);
  private readonly stripe: Stripe;
  private lastErrorType = 'none';

  constructor({ stripeSecretKey, stripeApiBase }: BillingConfig) {
    this.stripe = new Stripe(stripeSecretKey, {
      apiVersion: API_VERSION,
      timeout: 8000,
      maxNetworkRetries: 2,
      telemetry: false,
      ...(stripeApiBase ? hostOf(stripeApiBase) : {}),
    });
  }

  /** Asks Stripe and checks that the answer is the kind of object it must be. */
  async ask<T extends { object: string }>(operation: Operation, call: (stripe: Stripe) => Promise<T>): Promise<T> {
    const answer = await this.find(operation, call);
    if (answer) return answer;
    this.logger.error(`Stripe ${operation} failed: there is no such object`);
    throw new BillingUnavailable();
  }

  /** The same; null when Stripe says that there is no such object. */
  async find<T extends { object: string }>(
    operation: Operation,
    call: (stripe: Stripe) => Promise<T>,
  ): Promise<T | null> {
    const start = performance.now();
    let errorType = 'none';
    try {
      const answer = await call(this.stripe);
      // A 404 without an `error` object, from a proxy for one, resolves like a success.
      if (!isAnswerTo(operation, answer)) throw new UnexpectedAnswer();
      return answer;
    } catch (error) {
      errorType = errorTypeOf(error);
      if (isMissing(error) && !isCustomerGone(error)) return null;
      this.report(operation, error);
      if (isCustomerGone(error)) throw new CustomerGone();
      throw new BillingUnavailable();
    } finally {
      this.lastErrorType = errorType;
      stripeRequestDuration.observe({ operation, error_type: errorType }, (performance.now() - start) / 1000);
    }
  }

  /** What the latest call met: Stripe refusing something is still Stripe being there. */
  isUp(): boolean {
    return this.lastErrorType === 'none' || this.lastErrorType === 'refused';
  }

  private report(operation: Operation, error: unknown): void {
    const words = `Stripe ${operation} failed: ${wordsFor(error)}`;
    // A refusal is a mistake in our keys or prices: it will not heal by itself.
    if (errorTypeOf(error) === 'refused') this.logger.error(words);
    else this.logger.warn(words);
  }
}

/** Waits no longer than this for work that needs Stripe; the work itself goes on to its end. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(new BillingUnavailable()), milliseconds);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function hostOf(origin: string) {
  const { hostname, port, protocol } = new URL(origin);
  const name = protocol === 'http:' ? ('http' as const) : ('https' as const);
  return { protocol: name, host: hostname, port: port || (name === 'http' ? '80' : '443') };
}
