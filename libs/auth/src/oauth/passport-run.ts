import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { AuthGuard } from '@nestjs/passport';
import type { Strategy } from 'passport';
import type { ProviderProfile } from './oauth-provider.js';

type Guard = new (options: {
  defaultStrategy: Strategy;
  session: boolean;
}) => InstanceType<ReturnType<typeof AuthGuard>>;

/** What the browser brings back from the provider. */
export interface CallbackQuery {
  state: string;
  code: string;
  iss?: string;
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
