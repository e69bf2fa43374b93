import type { Problem } from './types.js';

/** An answer that is not a success, or no answer at all (`status` 0, code `network`). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly problem: Problem;

  constructor(status: number, problem: Problem, requestId?: string) {
    super(problem.detail ?? problem.title ?? '');
    this.status = status;
    this.code = problem.code ?? (status ? `http_${status}` : 'network');
    this.requestId = problem.requestId ?? requestId;
    this.problem = problem;
  }
}

/** The route does not exist here: the tier leaves this part of the product out. */
export function isAbsent(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** What an answer that is no success says; one that is no problem of the API's says its status only. */
export async function errorOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Problem | null;
  const retryAfterSeconds = Number(response.headers.get('retry-after')) || undefined;
  return new ApiError(response.status, { ...problem, retryAfterSeconds }, requestIdOf(response));
}

/** The id by which the log knows the request. */
export const requestIdOf = ({ headers }: Response) => headers.get('x-request-id') ?? undefined;
