import { types } from 'node:util';
import { HttpException } from '@nestjs/common';
import { AppError, InvalidRequest, NotFound, ServiceUnavailable, type ErrorKind } from './app-error.js';

/** What a caller may see of an error from the framework: a kind, a code and plain words. */
class FrameworkError extends AppError {
  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const BY_STATUS: Record<number, () => AppError> = {
  400: () => new InvalidRequest(),
  401: () => new FrameworkError('unauthenticated', 'unauthenticated', 'Sign in first.'),
  403: () => new FrameworkError('forbidden', 'forbidden', 'This is not allowed.'),
  404: () => new NotFound(),
  413: () => new FrameworkError('too_large', 'too_large', 'The request is too large.'),
  415: () => new FrameworkError('unsupported_media_type', 'unsupported_media_type', 'Send JSON, as application/json.'),
  429: () => new FrameworkError('too_many', 'rate_limited', 'Too many requests. Try again later.'),
  503: () => new ServiceUnavailable(),
};

const DATABASE_GONE = /^(08|57P0|53)|^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|57014)$/;
const POOL_WORDS =
  /timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error/i;

/** Any thrown value as an `AppError`; what is unknown is an internal error that says nothing of its cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isDatabaseGone(thrown)) return new ServiceUnavailable();
  const status =
    thrown instanceof HttpException ? thrown.getStatus() : (thrown as { statusCode?: unknown })?.statusCode;
  if (typeof status === 'number' && status < 500) return (BY_STATUS[status] ?? BY_STATUS[400]!)();
  return status === 503
    ? new ServiceUnavailable()
    : new FrameworkError('internal', 'internal', 'Something went wrong on our side.');
}

function isDatabaseGone(thrown: unknown): boolean {
  // The system's own errors may be of another realm, where `instanceof` does not look.
  if (!types.isNativeError(thrown)) return false;
  const { code, driverError } = thrown as Error & { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && DATABASE_GONE.test(code)) return true;
  return POOL_WORDS.test(thrown.message) || (driverError !== undefined && isDatabaseGone(driverError));
}
