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
  if (error instanceof errors.StripeConnectionError) return 'unreachable';
  if (error instanceof errors.StripeRateLimitError) return 'rate_limited';
  if (error instanceof errors.StripeAPIError) return 'server';
  return error instanceof errors.StripeError ? 'refused' : 'other';
}

/** Whether Stripe itself said that there is no such object. */
export const isMissing = (error: unknown) =>
  error instanceof errors.StripeInvalidRequestError && error.code === 'resource_missing' && error.statusCode === 404;

/** Whether Stripe said that the customer of a request was deleted, or belongs to another account. */
export const isCustomerGone = (error: unknown) =>
  error instanceof errors.StripeInvalidRequestError && error.code === 'resource_missing' && error.param === 'customer';

/** What may be logged and stored of a failure. Messages about keys quote a part of the key, so they stay out. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof errors.StripeError)) return error instanceof Error ? error.message : 'unknown';
  const facts = [error.type, error.code, error.requestId].filter(Boolean).join(' ');
  return error instanceof errors.StripeInvalidRequestError ? `${facts}: ${error.message}` : facts;
}
