import type { FastifyInstance, FastifyRequest } from 'fastify';

const QUIET = /^\/(health|metrics|_app)(\/|$)/;

/** One line per request when it has been answered; health, metrics and static files only at `debug`. */
export function logRequests(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const line = {
      'http.request.method': request.method,
      'http.route': request.routeOptions.url ?? '<unmatched>',
      'http.response.status_code': reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
      'user.id': (request as FastifyRequest & { actor?: { id: string } }).actor?.id,
    };
    if (reply.statusCode < 400 && QUIET.test(request.url)) request.log.debug(line, 'request');
    else request.log.info(line, 'request');
    done();
  });
}
