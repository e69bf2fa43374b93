import { isBrokenCircuitError } from 'cockatiel';
import { Stripe } from 'stripe';

/** Stripe, or whatever answered in its place, sent something that is not the object that was asked for. */
export class UnexpectedAnswer extends Error {
  constructor() {
    super('the answer is not the object that was asked for');
  }
}

type ErrorType = 'unreachable' | 'rate_limited' | 'refused' | 'server' | 'other';

const { errors } = Stripe;

export function errorTypeOf(error: unknown): ErrorType {
  if (error instanceof errors.StripeConnectionError || isBrokenCircuitError(error)) return 'unreachable';
  if (error instanceof errors.StripeRateLimitError) return 'rate_limited';
  if (error instanceof errors.StripeAPIError) return 'server';
  return error instanceof errors.StripeError ? 'refused' : 'other';
}

/** Whether the next one who asks will most likely fail in the same way. */
export const isOutage = (error: unknown) => ['unreachable', 'rate_limited', 'server'].includes(errorTypeOf(error));

/** How long Stripe wants to be left alone because it was asked too often; null when that was not the matter. */
export function busySeconds(error: unknown): number | null {
  if (!(error instanceof errors.StripeRateLimitError)) return null;
  const seconds = Number(error.headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 60) : 2;
}

/** Whether Stripe itself said that there is no such object. */
export const isMissing = (error: unknown) =>
  error instanceof errors.StripeInvalidRequestError && error.code === 'resource_missing' && error.statusCode === 404;

/** Whether Stripe said that the customer of a request was deleted, or belongs to another account. */
export const isCustomerGone = (error: unknown) =>
  error instanceof errors.StripeInvalidRequestError && error.code === 'resource_missing' && error.param === 'customer';

/** Whether a payment was declined, or wants its owner to confirm it. */
export const isPaymentFailure = (error: unknown) => error instanceof errors.StripeCardError;

/** Stripe's code for why it does not do what was asked; null when it was not about the request itself. */
export function refusalOf(error: unknown): string | null {
  if (!(error instanceof errors.StripeInvalidRequestError)) return null;
  if (/already exists with identifier/i.test(error.message)) return 'duplicate_meter_event';
  return error.code ?? 'refused';
}

/** What may be logged and stored of a failure. Messages about keys quote a part of the key, so they stay out. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof errors.StripeError)) return error instanceof Error ? error.message : 'unknown';
  const facts = [error.type, error.code, error.requestId].filter(Boolean).join(' ');
  return error instanceof errors.StripeInvalidRequestError ? `${facts}: ${error.message}` : facts;
}
