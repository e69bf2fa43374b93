import { AppError, ServiceUnavailable } from '@app/platform';

/** The request comes from another site, or does not say where it comes from. */
export class BadOrigin extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'bad_origin';

  constructor() {
    super('This request does not come from the pages of this site.');
  }
}

/** The body is something else than JSON. */
export class NotJson extends AppError {
  readonly kind = 'unsupported_media_type';
  readonly code = 'unsupported_media_type';

  constructor() {
    super('Send JSON, as application/json.');
  }
}

/** Too many attempts in a given time. */
export class RateLimited extends AppError {
  readonly kind = 'too_many';
  readonly code = 'rate_limited';

  /** `rateLimit` is how often it may happen in the given time. */
  constructor(
    override readonly retryAfterSeconds: number,
    override readonly rateLimit?: number,
  ) {
    super(`Too many requests. Try again in ${retryAfterSeconds} s.`);
  }
}

/** The program is about to restart and takes on nothing new. */
export class ShuttingDown extends ServiceUnavailable {
  override readonly code = 'shutting_down';

  constructor() {
    super('The server is about to restart. Try again in a moment.');
  }
}

/** There is more to do than can be done in time, so nothing new is begun. */
export class Overloaded extends ServiceUnavailable {
  override readonly code = 'overloaded';

  constructor() {
    super('The server has too much to do right now. Try again in a moment.');
  }
}
