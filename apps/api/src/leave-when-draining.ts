import type { Drain } from '@app/platform';
import type { FastifyInstance } from 'fastify';

/** While draining, each answer asks its client to come back on another connection, which then leads to another instance. */
export function leaveWhenDraining(fastify: FastifyInstance, drain: Drain): void {
  fastify.addHook('onRequest', async (_request, reply) => {
    if (drain.isDraining()) reply.header('connection', 'close');
  });
}
