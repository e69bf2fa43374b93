import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const IMMUTABLE = 'public, max-age=31536000, immutable';

/** The folder of the built pages, whether we run compiled or from the sources. */
function buildFolder(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const folder = join(at, 'apps/web/build');
    if (existsSync(folder)) return folder;
    if (at === dirname(at)) throw new Error('The pages are not built: run npm run build');
  }
}

/** Serves the built pages: `/login` is `login.html`, hashed files never change, unknown pages get the 404 page. */
export async function servePages(fastify: FastifyInstance): Promise<void> {
  const root = buildFolder();
  const notFoundPage = readFileSync(join(root, '404.html'));
  await fastify.register(fastifyStatic, {
    root,
    wildcard: true,
    extensions: ['html'],
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) =>
      void reply.header('cache-control', path.includes('/_app/immutable/') ? IMMUTABLE : 'no-cache'),
  });
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (!wantsNotFoundPage(request, reply)) return payload;
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .removeHeader('content-length');
    return notFoundPage;
  });
}

/** A person who followed a wrong link gets a page; a program gets the problem as JSON. */
function wantsNotFoundPage({ method, headers, url }: FastifyRequest, reply: FastifyReply): boolean {
  const asksForPage = method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  return reply.statusCode === 404 && asksForPage && !url.startsWith('/_app/');
}
