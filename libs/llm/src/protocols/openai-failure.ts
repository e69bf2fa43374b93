import { APIConnectionError, APIError } from 'openai';
import { LlmTimeout, LlmUnavailable, type LlmFailure } from '../llm.errors.js';

/** What went wrong in a call of the official client, in our words. The cause is kept for the log. */
export function failureOf(error: unknown): LlmTimeout | LlmUnavailable {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof LlmTimeout || cause instanceof LlmUnavailable) return cause;
  }
  return new LlmUnavailable(kindOf(error), { cause: error });
}

function kindOf(error: unknown): LlmFailure {
  if (error instanceof APIConnectionError) return 'connection';
  if (error instanceof APIError) return error.status === undefined ? 'server_error' : kindOfStatus(error.status);
  // A connection that breaks in mid-stream surfaces as the socket's own error, with a code like ECONNRESET.
  return typeof (error as { code?: unknown } | null)?.code === 'string' ? 'connection' : 'bad_answer';
}

function kindOfStatus(status: number): LlmFailure {
  if (status === 429) return 'rate_limited';
  if (status === 400 || status === 413 || status === 422) return 'rejected';
  return status >= 500 || status === 408 ? 'server_error' : 'refused';
}
