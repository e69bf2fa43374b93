import { LlmTimeout, LlmUnavailable, type LlmFailure } from '../llm.errors.js';

const MOST_SECONDS = 300;

/** What a status that is no success means, with the provider's wish to be left alone for a while. */
export function failureOfStatus(status: number, headers?: Headers): LlmUnavailable {
  const retryAfterSeconds = retryAfter(headers?.get('retry-after')?.trim());
  return new LlmUnavailable(kindOf(status), { detail: `HTTP ${status}`, retryAfterSeconds });
}

/** What any other error of a call means. The error itself stays behind: it may repeat what was said to the model. */
export function failureOf(error: unknown): LlmTimeout | LlmUnavailable {
  let detail: string | undefined;
  for (let cause = error; typeof cause === 'object' && cause !== null; cause = (cause as Error).cause) {
    if (cause instanceof LlmTimeout || cause instanceof LlmUnavailable) return cause;
    detail = codeOf(cause) ?? detail;
  }
  // A connection that breaks surfaces as the socket's own error, with a code like ECONNRESET.
  return new LlmUnavailable(detail ? 'connection' : 'bad_answer', { detail });
}

function kindOf(status: number): LlmFailure {
  if (status === 429) return 'rate_limited';
  if (status === 404) return 'unknown_model';
  if (status === 400 || status === 413 || status === 422) return 'rejected';
  return status >= 500 || status === 408 ? 'server_error' : 'refused';
}

/** `Retry-After` in seconds or as a date, within reason. */
function retryAfter(value: string | undefined): number | undefined {
  if (!value) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), MOST_SECONDS);
}

/** The code of an error of the system; others have codes, too. */
function codeOf({ code }: { code?: unknown }): string | undefined {
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : undefined;
}
