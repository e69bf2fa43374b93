import type { FastifyReply } from 'fastify';
import { requestIdOf } from '../logging/request-id.js';
import type { AppError } from './app-error.js';
import { toProblem } from './to-problem.js';

/** Answers a request with an error as `application/problem+json`, unless its answer is on its way already. */
export function answerProblem(reply: FastifyReply, error: AppError): void {
  if (reply.sent || reply.raw.headersSent) return;
  const problem = toProblem(error, requestIdOf(reply.request.raw));
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds));
  if (error.rateLimit !== undefined) {
    reply.header('ratelimit-limit', String(error.rateLimit)).header('ratelimit-remaining', '0');
    reply.header('ratelimit-reset', String(error.retryAfterSeconds));
  }
  reply
    .status(problem.status)
    .header('content-type', 'application/problem+json')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}
