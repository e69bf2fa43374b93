import { ActorResolver, Unauthenticated } from '@app/auth';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Pages that show something only to an actor. */
const MEMBERS_ONLY = new Set(['/', '/billing', '/account', '/admin/metrics']);

/**
 * Sends a stranger's browser to the sign-in page before it loads a page that would only send it there. Other callers,
 * and browsers while the question cannot be answered, get the page: it holds nothing of anybody's.
 */
export function signInFirst(fastify: FastifyInstance, actors: ActorResolver): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isVisit(request)) return;
    try {
      const { setCookie } = await actors.resolve(request.headers);
      if (setCookie) reply.header('set-cookie', setCookie);
    } catch (error) {
      if (!(error instanceof Unauthenticated)) return;
      const returnTo = request.url === '/' ? '' : `?returnTo=${encodeURIComponent(request.url)}`;
      return reply.header('cache-control', 'no-store').redirect(`/login${returnTo}`, 302);
    }
  });
}

function isVisit({ method, headers, url }: FastifyRequest): boolean {
  const path = url.split('?', 1)[0]!;
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && MEMBERS_ONLY.has(path);
}
