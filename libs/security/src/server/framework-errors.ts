import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestIdOf } from '@app/platform';
import { refusalProblem } from './refusal.js';

/** For Fastify's `frameworkErrors`: what its router refuses before any hook runs, a URL that cannot be decoded for one. */
export function answerFrameworkError(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = { status: 400, code: 'invalid_request', detail: 'The URL is not valid.' };
  void reply
    .status(refusal.status)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(refusalProblem(refusal, requestIdOf(request.raw))));
}
