import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '@app/protocol';
import { requestIdOf } from '@app/platform';

/** What only files are asked for: a part of them, or all if they are still the same. No error of ours knows of these. */
const REFUSALS: Record<number, Pick<Problem, 'title' | 'code' | 'detail'>> = {
  412: {
    title: 'Precondition Failed',
    code: 'precondition_failed',
    detail: 'The file is not the one that was asked for.',
  },
  416: { title: 'Range Not Satisfiable', code: 'range_not_satisfiable', detail: 'The file has no such part.' },
};

/** Answers 412 and 416 for files; false when the error is another one. */
export function answerFileError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): boolean {
  const status = error.statusCode ?? 500;
  const refusal = REFUSALS[status];
  if (!refusal) return false;
  const type = `urn:turnpike:problem:${refusal.code}`;
  const problem: Problem = { type, status, requestId: requestIdOf(request.raw), ...refusal };
  // A 416 tells how long the file is.
  const { headers = {} } = error as { headers?: Record<string, string> };
  void reply.status(status).headers(headers).header('content-type', 'application/problem+json');
  void reply.send(JSON.stringify(problem));
  return true;
}
