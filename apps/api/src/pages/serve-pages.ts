import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findUpwards } from '../find-upwards.js';
import { answerFileError } from './answer-file-error.js';

const IMMUTABLE = 'public, max-age=31536000, immutable';

function buildFolder(): string {
  const folder = findUpwards('apps/web/build');
  if (!folder) throw new Error('The pages are not built: run npm run build');
  return folder;
}

/** Serves the built pages: `/login` is `login.html`, hashed files never change, unknown pages get the 404 page. */
export async function servePages(fastify: FastifyInstance): Promise<void> {
  const root = buildFolder();
  const notFoundPage = readFileSync(join(root, '404.html'));
  await fastify.register(async (pages) => {
    pages.setErrorHandler<FastifyError>((error, request, reply) => {
      if (!answerFileError(error, request, reply)) fastify.errorHandler(error, request, reply);
    });
    await pages.register(fastifyStatic, {
      root,
      wildcard: true,
      extensions: ['html'],
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) =>
        void reply.header('cache-control', path.includes('/_app/immutable/') ? IMMUTABLE : 'no-cache'),
    });
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
