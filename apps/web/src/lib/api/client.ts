import createClient, { type FetchResponse, type RequestOptions } from 'openapi-fetch';
import { ApiError, errorOf, requestIdOf } from './errors.js';
import type { paths } from './schema.js';

export { ApiError, isAbsent } from './errors.js';

const TIMEOUT_MS = 20_000;
/** A file is read to its end in this time. */
const FILE_TIMEOUT_MS = 300_000;
const ADDRESS_LIVES_MS = 60_000;

/** Told to the window when an answer says that the session is over. */
export const SIGNED_OUT = 'turnpike:signed-out';

type Method = 'get' | 'post' | 'patch' | 'delete';
type PathOf<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, object> ? P : never }[keyof paths];
type Operation<M extends Method, P extends PathOf<M>> = paths[P] extends Record<M, infer O> ? O & Responses : never;
type Responses = Record<string | number, unknown>;
/** The parameters of the path and the query, and the body. */
type Given<O> = NonNullable<RequestOptions<O>['params']> & Pick<RequestOptions<O>, 'body'>;
type Arguments<O> = object extends Given<O> ? [given?: Given<O>] : [given: Given<O>];
type Answer<O extends Responses> = NonNullable<FetchResponse<O, object, 'application/json'>['data']>;
type Call<M extends Method> = <P extends PathOf<M>>(
  path: P,
  ...given: Arguments<Operation<M, P>>
) => Promise<Answer<Operation<M, P>>>;

const client = createClient<paths>({ headers: { accept: 'application/json' } });
client.use({
  async onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== '/auth/login') dispatchEvent(new Event(SIGNED_OUT));
    if (!response.ok) throw await errorOf(response);
  },
});

/** The API on this origin, as it describes itself; the cookies go along. Whatever is no success is an `ApiError`. */
export const api = {
  get: callerOf('get'),
  post: callerOf('post'),
  patch: callerOf('patch'),
  delete: callerOf('delete'),
};

/**
 * Has the browser keep what a POST to this path answers, under the name that the answer gives. Throws an `ApiError` when
 * it is refused, or breaks off: half a file is none.
 */
export async function download(path: PathOf<'post'>, otherwiseNamed: string): Promise<void> {
  const { data: file, response } = await ask<Blob>('post', path, { parseAs: 'blob' }, FILE_TIMEOUT_MS);
  const [, name] = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: address, download: name ?? otherwiseNamed }).click();
  setTimeout(() => URL.revokeObjectURL(address), ADDRESS_LIVES_MS);
}

function callerOf<M extends Method>(method: M): Call<M> {
  return async (path, ...[given]) => {
    const { body, ...params } = (given ?? {}) as { body?: object };
    const { data, response } = await ask<string>(method, path, { params, body, parseAs: 'text' }, TIMEOUT_MS);
    return parse(data, response) as never;
  };
}

/** The answer, if it is a success that can be read to its end. */
async function ask<T>(method: Method, path: string, wish: object, timeoutMs: number) {
  const request = client.request as (method: string, path: string, init: object) => Promise<unknown>;
  const init = { ...wish, signal: AbortSignal.timeout(timeoutMs) };
  return (await request(method, path, init).catch((error: unknown) => {
    throw error instanceof ApiError ? error : new ApiError(0, {});
  })) as { data: T; response: Response };
}

function parse(text: string | undefined, response: Response): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    throw new ApiError(502, { code: 'not_json' }, requestIdOf(response));
  }
}
