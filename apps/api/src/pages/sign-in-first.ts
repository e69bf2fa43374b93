import { ActorResolver, safeReturnTo, Unauthenticated } from '@app/auth';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Pages that show something only to an actor. */
const MEMBERS_ONLY = new Set(['/', '/billing', '/account', '/admin/metrics']);
/** Pages that have nothing to say to an actor. */
const STRANGERS_ONLY = new Set(['/login', '/signup']);
/** Where nobody means to go by signing in. */
const NO_GOAL = /^\/(login|signup|logout|auth)([/?#]|$)/;

/**
 * Sends a browser on before it loads a page that would only do the same: a stranger to the sign-in page, and an actor from
 * there to where it leads. Other callers, and browsers while the question cannot be answered, get the page: it holds
 * nothing of anybody's.
 */
export function signInFirst(fastify: FastifyInstance, actors: ActorResolver, publicUrl: string): void {
  fastify.addHook('onRequest', async (request, reply) => {
    const path = visitedPath(request);
    if (!MEMBERS_ONLY.has(path) && !STRANGERS_ONLY.has(path)) return;
    let goal: string | undefined;
    try {
      const { setCookie } = await actors.resolve(request.headers);
      if (setCookie) reply.header('set-cookie', setCookie);
      if (STRANGERS_ONLY.has(path)) goal = goalOf(request.url, publicUrl);
    } catch (error) {
      if (!(error instanceof Unauthenticated) || STRANGERS_ONLY.has(path)) return;
      goal = request.url === '/' ? '/login' : `/login?returnTo=${encodeURIComponent(request.url)}`;
    }
    if (goal) return reply.header('cache-control', 'no-store').redirect(goal, 302);
  });
}

/** The path, if a browser wants it as a page. */
function visitedPath({ method, headers, url }: FastifyRequest): string {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' ? url.split('?', 1)[0]! : '';
}

/** Who is signed in and comes with an error wanted another way into the account, whose page has words for it, too. */
function goalOf(url: string, publicUrl: string): string {
  const { searchParams } = new URL(url, publicUrl);
  const error = searchParams.get('error');
  if (error) return `/account?error=${encodeURIComponent(error)}`;
  const goal = safeReturnTo(searchParams.get('returnTo'), publicUrl);
  return NO_GOAL.test(goal) ? '/' : goal;
}
