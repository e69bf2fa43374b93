import { AppError } from '@app/platform';

/** Why a call of the model failed, in words that may be a metric's label. */
export const LLM_FAILURES = [
  'connection',
  'rate_limited',
  'server_error',
  'refused',
  'unknown_model',
  'rejected',
  'bad_answer',
  'breaker_open',
] as const;
export type LlmFailure = (typeof LLM_FAILURES)[number];

/** What else is known of a failure. */
export interface FailureDetails {
  /** For the log, so nothing that a provider wrote: `HTTP 503`, `ECONNREFUSED`. */
  detail?: string;
  /** How long the provider asks to be left alone. */
  retryAfterSeconds?: number;
}

/** The model cannot be reached, refuses, or answers with something that is no answer. */
export class LlmUnavailable extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'llm_unavailable';
  readonly detail?: string;
  override readonly retryAfterSeconds: number;

  constructor(
    readonly failure: LlmFailure,
    { detail, retryAfterSeconds = 5 }: FailureDetails = {},
  ) {
    super('The model cannot answer right now. Try again in a moment.');
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
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
