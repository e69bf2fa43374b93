import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { answerProblem } from './answer-problem.js';
import { ErrorReports } from './error-reports.js';

/** Turns every error of an HTTP request into `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly reports: ErrorReports) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    answerProblem(host.switchToHttp().getResponse<FastifyReply>(), this.reports.report(thrown, 'http'));
  }
}
