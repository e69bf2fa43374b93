import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { AuthGuard } from '@nestjs/passport';
import type { Strategy } from 'passport';
import type OAuth2Strategy from 'passport-oauth2';
import type { ProviderProfile } from './oauth-provider.js';

type Guard = new (options: {
  defaultStrategy: Strategy;
  session: boolean;
}) => InstanceType<ReturnType<typeof AuthGuard>>;

/** What the browser brings back from the provider. */
export interface CallbackQuery {
  state: string;
  code: string;
}

/**
 * Where the strategy sends the browser. passport writes redirects onto an Express response, which Fastify's is not, so it
 * gets one that only listens; passport's guard would never return from a redirect, so this does not wait for it.
 */
export function startOf(strategy: Strategy): Promise<string> {
  return new Promise((resolve, reject) => {
    let location = '';
    const response = {
      setHeader: (name: string, value: string) => (location = name === 'Location' ? value : location),
      end: () => resolve(location),
    };
    run(strategy, { query: {} }, response).then(() => reject(new Error('The strategy did not redirect')), reject);
  });
}

/** Whom the provider says it is, for a callback whose state has been checked and which has a code. */
export async function profileOf(strategy: Strategy, query: CallbackQuery): Promise<ProviderProfile> {
  const request: { query: CallbackQuery; user?: ProviderProfile } = { query };
  await run(strategy, request, {});
  if (!request.user) throw new Error('The strategy brought no profile');
  return request.user;
}

const run = (strategy: Strategy, request: object, response: object) =>
  new (AuthGuard() as Guard)({ defaultStrategy: strategy, session: false }).canActivate(
    new ExecutionContextHost([request, response]),
  ) as Promise<boolean>;

/** For the way out: keeps what passport's PKCE made, and gives it the state for the provider. */
export const openingStore = (open: (codeVerifier: string) => Promise<string>) =>
  asStateStore({
    // passport reads the number of parameters to learn which of its signatures this is.
    store: (_request, codeVerifier, _state, _meta, callback) =>
      void open(codeVerifier as string).then((state) => callback(null, state), callback),
    verify: (_request, _state, _meta, callback) => callback(new Error('This flow has only begun')),
  });

/** For the way back: the flow has been used up already, whoever calls; passport only needs its verifier. */
export const finishingStore = (codeVerifier: string) =>
  asStateStore({
    store: (_request, _codeVerifier, _state, _meta, callback) => callback(new Error('This flow has begun already')),
    verify: (_request, state, _meta, callback) => callback(null, codeVerifier, state),
  });

type Callback = (error: unknown, value?: unknown, state?: unknown) => void;
interface PkceStore {
  store(request: unknown, codeVerifier: unknown, state: unknown, meta: unknown, callback: Callback): void;
  verify(request: unknown, state: unknown, meta: unknown, callback: Callback): void;
}
const asStateStore = (store: PkceStore) => store as unknown as OAuth2Strategy.StateStore;
