import { Injectable, Logger } from '@nestjs/common';
import { inSpan, type Span } from '@app/platform';
import { circuitBreaker, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { Stripe } from 'stripe';
import { BillingConfig } from '../billing.config.js';
import { BillingUnavailable, CustomerGone, PaymentFailed, StripeBusy, StripeRefused } from '../billing.errors.js';
import { stripeRequestDuration } from '../billing.metrics.js';
import {
  busySeconds,
  errorTypeOf,
  isCustomerGone,
  isMissing,
  isOutage,
  isPaymentFailure,
  refusalOf,
  UnexpectedAnswer,
  wordsFor,
} from './stripe-failures.js';
import { isAnswerTo, type Operation } from './stripe-operations.js';
import { tracedHttpClient } from './traced-http-client.js';

export const API_VERSION = '2026-10-28.endive';

/** `brisk` is for whoever holds a lock and a connection while Stripe thinks, and tries again later anyway. */
export type Patience = 'patient' | 'brisk';
const LIMITS = {
  patient: { timeout: 8000, maxNetworkRetries: 2 },
  brisk: { timeout: 4000, maxNetworkRetries: 0 },
};
/** After so many failures in a row, brisk calls fail at once for a while instead of waiting one by one. */
const FAILURES_IN_A_ROW = 8;
const LEFT_ALONE_MS = 3000;

/** The one way to the Stripe API: pinned version, bounded time, every call measured, every failure a `BillingUnavailable`, but for payments. */
@Injectable()
export class StripeClient {
  private readonly logger = new Logger(StripeClient.name);
  private readonly stripe: Record<Patience, Stripe>;
  private readonly breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: LEFT_ALONE_MS,
    breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
  });
  private lastErrorType = 'none';

  constructor({ stripeSecretKey, stripeApiBase }: BillingConfig) {
    const host = stripeApiBase ? hostOf(stripeApiBase) : {};
    const httpClient = tracedHttpClient();
    const common = { apiVersion: API_VERSION, telemetry: false, httpClient, ...host } as const;
    this.stripe = {
      patient: new Stripe(stripeSecretKey, { ...common, ...LIMITS.patient }),
      brisk: new Stripe(stripeSecretKey, { ...common, ...LIMITS.brisk }),
    };
  }

  /** Asks Stripe and checks that the answer is the kind of object it must be. */
  async ask<T extends { object: string }>(
    operation: Operation,
    call: (stripe: Stripe) => Promise<T>,
    patience: Patience = 'patient',
  ): Promise<T> {
    const answer = await this.find(operation, call, patience);
    if (answer) return answer;
    this.logger.error(`Stripe ${operation} failed: there is no such object`);
    throw new BillingUnavailable();
  }

  /** The same; null when Stripe says that there is no such object. */
  find<T extends { object: string }>(
    operation: Operation,
    call: (stripe: Stripe) => Promise<T>,
    patience: Patience = 'patient',
  ): Promise<T | null> {
    const options = { kind: 'client', attributes: { 'rpc.system.name': 'stripe', 'rpc.method': operation } } as const;
    return inSpan(`stripe ${operation}`, options, (span) => this.measured(operation, call, patience, span));
  }

  private async measured<T extends { object: string }>(
    operation: Operation,
    call: (stripe: Stripe) => Promise<T>,
    patience: Patience,
    span: Span,
  ): Promise<T | null> {
    const start = performance.now();
    let errorType = 'none';
    try {
      const stripe = this.stripe[patience];
      const answer = await (patience === 'brisk' ? this.breaker.execute(() => call(stripe)) : call(stripe));
      // A 404 without an `error` object, from a proxy for one, resolves like a success.
      if (!isAnswerTo(operation, answer)) throw new UnexpectedAnswer();
      return answer;
    } catch (error) {
      errorType = errorTypeOf(error);
      span.meet(errorType, false);
      if (isMissing(error) && !isCustomerGone(error)) return null;
      if (isPaymentFailure(error)) throw new PaymentFailed();
      this.report(operation, error);
      if (isCustomerGone(error)) throw new CustomerGone();
      const seconds = busySeconds(error);
      if (seconds !== null) throw new StripeBusy(seconds);
      const refusal = refusalOf(error);
      throw refusal ? new StripeRefused(refusal) : new BillingUnavailable();
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

/** Waits no longer than this for work that needs Stripe, then throws `tooLate`; the work itself goes on to its end. */
export async function within<T>(
  milliseconds: number,
  work: Promise<T>,
  tooLate: () => Error = () => new BillingUnavailable(),
): Promise<T> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(tooLate()), milliseconds);
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
