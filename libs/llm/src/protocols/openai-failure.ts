import { APIConnectionError, APIError } from 'openai';
import { LlmTimeout, LlmUnavailable } from '../llm.errors.js';
import { failureOf, failureOfStatus } from './http-failure.js';

/** What went wrong in a call of the official client, in our words. */
export function failureOfClient(error: unknown): LlmTimeout | LlmUnavailable {
  if (error instanceof APIError && error.status !== undefined) return failureOfStatus(error.status, error.headers);
  const failure = failureOf(error);
  const isUnknown = failure instanceof LlmUnavailable && failure.failure === 'bad_answer';
  // The client wraps whatever came instead of a response.
  return isUnknown && error instanceof APIConnectionError ? new LlmUnavailable('connection') : failure;
}
