import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowedOrigins } from './allowed-origins.js';

const PREFLIGHT_SECONDS = 600;

/**
 * Gives a listed origin its CORS headers, and answers its preflight: true when it did. All other origins get none, so
 * that their browsers keep the answer from their pages.
 */
export function answerCors(request: FastifyRequest, reply: FastifyReply, origins: AllowedOrigins): boolean {
  if (!origins.hasListed()) return false;
  reply.header('vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || !origins.isListed(origin)) return false;
  reply.header('access-control-allow-origin', origin).header('access-control-allow-credentials', 'true');
  reply.header('access-control-expose-headers', 'X-Request-Id, Retry-After');
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
  reply
    .header('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
    .header('access-control-allow-headers', 'Authorization, Content-Type, X-Request-Id')
    .header('access-control-max-age', String(PREFLIGHT_SECONDS));
  void reply.status(204).send();
  return true;
}
