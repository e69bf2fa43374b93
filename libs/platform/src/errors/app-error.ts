/** What kind of failure an error is. The filters turn a kind into a status or a frame; errors know nothing of either. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'payment_required'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'unsupported_media_type'
  | 'too_many'
  | 'internal'
  | 'unavailable';

/** An error with a code that never changes and words a user could read. Name the class after the fact. */
export abstract class AppError extends Error {
  abstract readonly kind: ErrorKind;
  abstract readonly code: string;
  /** More for the caller, merged into the answer: `resetsAt`, `feature`, `plans`, `errors`. */
  readonly details: Record<string, unknown> = {};
  readonly retryAfterSeconds?: number;
  /** How often it may happen, where that was exceeded. */
  readonly rateLimit?: number;

  override get name() {
    return this.constructor.name;
  }
}

/** The request does not have the form it must have; `errors` says where. */
export class InvalidRequest extends AppError {
  readonly kind = 'invalid';
  readonly code: string = 'invalid_request';
  override readonly details: Record<string, unknown>;

  constructor(message = 'The request is not valid.', errors?: { path: string; message: string }[]) {
    super(message);
    this.details = errors ? { errors } : {};
  }
}

/** There is no such thing, or it is somebody else's. */
export class NotFound extends AppError {
  readonly kind = 'not_found';
  readonly code = 'not_found';

  constructor(message = 'There is nothing here.') {
    super(message);
  }
}

/** Something that the answer depends on cannot be reached; trying again later may help. */
export class ServiceUnavailable extends AppError {
  readonly kind = 'unavailable';
  readonly code: string = 'unavailable';
  override readonly retryAfterSeconds: number = 5;

  constructor(message = 'The service cannot answer right now. Try again in a moment.') {
    super(message);
  }
}
