import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { requestIdOf } from '../logging/request-id.js';
import { ErrorReports } from './error-reports.js';
import { toProblem } from './to-problem.js';

/** Turns every error of an HTTP request into `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly reports: ErrorReports) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = this.reports.report(thrown, 'http');
    const problem = toProblem(error, requestIdOf(reply.request.raw));
    if (reply.sent || reply.raw.headersSent) return;
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds));
    reply
      .status(problem.status)
      .header('content-type', 'application/problem+json')
      .serializer((payload: unknown) => JSON.stringify(payload))
      .send(problem);
  }
}
