/** A refusal in Stripe's own shape; the SDK turns each `type` into its class. */
export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly type: 'invalid_request_error' | 'idempotency_error' | 'card_error' | 'api_error',
    message: string,
    readonly code?: string,
    readonly param?: string,
  ) {
    super(message);
  }

  toJSON() {
    return { error: { code: this.code, message: this.message, param: this.param, type: this.type } };
  }
}

/** The id in the path belongs to nothing. */
export function noSuch(kind: string, id: string): StripeError {
  return new StripeError(404, 'invalid_request_error', `No such ${kind}: '${id}'`, 'resource_missing', 'id');
}

/** The id in a parameter belongs to nothing, which is the caller's mistake and not a missing page. */
export function noSuchIn(param: string, kind: string, id: string): StripeError {
  return new StripeError(400, 'invalid_request_error', `No such ${kind}: '${id}'`, 'resource_missing', param);
}

/** A parameter that must be there is not. */
export function missing(param: string): StripeError {
  return new StripeError(400, 'invalid_request_error', `Missing required param: ${param}.`, 'parameter_missing', param);
}

/** A parameter has a value that makes no sense. */
export function invalid(param: string, message: string, code = 'parameter_invalid'): StripeError {
  return new StripeError(400, 'invalid_request_error', message, code, param);
}

/** The answer to a second request under an idempotency key while the first is still being worked on. */
export function keyInUse(key: string): Response {
  const error = new StripeError(
    409,
    'idempotency_error',
    'There is currently another in-progress request using this Idempotent Key (that probably means you submitted ' +
      `twice, and the other request is still going through): ${key}. Please try again later.`,
    'idempotency_key_in_use',
  );
  return Response.json(error, { status: error.status });
}
