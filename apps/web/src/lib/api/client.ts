import type { Problem } from './types.js';

const TIMEOUT_MS = 20_000;
/** A file is read to its end in this time. */
const FILE_TIMEOUT_MS = 300_000;
const ADDRESS_LIVES_MS = 60_000;

/** Told to the window when an answer says that the session is over. */
export const SIGNED_OUT = 'turnpike:signed-out';

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

/** The API on this origin; the cookies go along by themselves. */
export const api = {
  get: <T>(path: string) => send<T>('GET', path),
  post: <T>(path: string, body: object = {}) => send<T>('POST', path, body),
  delete: (path: string) => send<void>('DELETE', path),
};

/**
 * Has the browser keep what a POST to this path answers, under the name that the answer gives. Throws an `ApiError` when
 * it is refused, or breaks off: half a file is none.
 */
export async function download(path: string, otherwiseNamed: string): Promise<void> {
  const response = await ask('POST', path, {}, FILE_TIMEOUT_MS);
  const file = await response.blob().catch(noAnswer);
  const [, name] = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: address, download: name ?? otherwiseNamed }).click();
  setTimeout(() => URL.revokeObjectURL(address), ADDRESS_LIVES_MS);
}

async function send<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await ask(method, path, body, TIMEOUT_MS);
  const text = await response.text().catch(() => '');
  const answer = parse(text);
  if (text && answer === undefined) throw new ApiError(502, { code: 'not_json' }, requestIdOf(response));
  return answer as T;
}

/** The answer, if it is a success. */
async function ask(method: string, path: string, body: object | undefined, timeoutMs: number): Promise<Response> {
  const response = await fetch(path, {
    method,
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(noAnswer);
  if (response.status === 401 && path !== '/auth/login') dispatchEvent(new Event(SIGNED_OUT));
  if (response.ok) return response;
  const problem = parse(await response.text().catch(() => '')) as Problem | undefined;
  const retryAfterSeconds = Number(response.headers.get('retry-after')) || undefined;
  throw new ApiError(response.status, { ...problem, retryAfterSeconds }, requestIdOf(response));
}

const requestIdOf = ({ headers }: Response) => headers.get('x-request-id') ?? undefined;

const noAnswer = (): never => {
  throw new ApiError(0, {});
};

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
