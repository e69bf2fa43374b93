import type { Problem } from './types.js';

const TIMEOUT_MS = 20_000;

/** Told to the window when an answer says that the session is over. */
export const SIGNED_OUT = 'turnpike:signed-out';

/** An answer that is not a success, or no answer at all (`status` 0, code `network`). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly problem: Problem;

  constructor(status: number, problem: Problem, requestId?: string) {
    super(problem.detail ?? problem.title ?? 'The request failed');
    this.status = status;
    this.code = problem.code ?? (status ? `http_${status}` : 'network');
    this.requestId = problem.requestId ?? requestId;
    this.problem = problem;
  }
}

/** The API on this origin; the cookies go along by themselves. */
export const api = {
  get: <T>(path: string) => send<T>('GET', path),
  post: <T>(path: string, body: object = {}) => send<T>('POST', path, body),
  delete: (path: string) => send<void>('DELETE', path),
};

async function send<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new ApiError(0, {});
  });
  const text = await response.text().catch(() => '');
  const answer = parse(text);
  const requestId = response.headers.get('x-request-id') ?? undefined;
  if (response.status === 401 && path !== '/auth/login') dispatchEvent(new Event(SIGNED_OUT));
  if (!response.ok) {
    const retryAfterSeconds = Number(response.headers.get('retry-after')) || undefined;
    throw new ApiError(response.status, { ...(answer as Problem | undefined), retryAfterSeconds }, requestId);
  }
  if (text && answer === undefined) throw new ApiError(502, { code: 'not_json' }, requestId);
  return answer as T;
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** The route does not exist here: the tier leaves this part of the product out. */
export function isAbsent(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}
