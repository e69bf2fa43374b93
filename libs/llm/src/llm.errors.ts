import { AppError } from '@app/platform';

/** Why a call of the model failed, in words that may be a metric's label. */
export const LLM_FAILURES = [
  'connection',
  'rate_limited',
  'server_error',
  'refused',
  'rejected',
  'bad_answer',
  'breaker_open',
] as const;
export type LlmFailure = (typeof LLM_FAILURES)[number];

/** The model cannot be reached, refuses, or answers with something that is no answer. */
export class LlmUnavailable extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'llm_unavailable';
  override readonly retryAfterSeconds = 5;

  constructor(
    readonly failure: LlmFailure,
    options?: ErrorOptions,
  ) {
    super('The model cannot answer right now. Try again in a moment.', options);
  }
}

/** One of the limits of `llm.timeouts` was reached. */
export class LlmTimeout extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'timeout';

  constructor(readonly limit: 'connect' | 'first_token' | 'gap' | 'total') {
    super('The model took too long to answer.');
  }
}
