import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ErrorReports } from '@app/platform';
import { errors } from '../metrics.metrics.js';

/** The codes any program knows; those of a library begin with their first occurrence. */
const COMMON = ['internal', 'unavailable', 'invalid_request', 'not_found', 'unauthenticated', 'forbidden', 'too_large'];

/** Counts every error that callers or jobs meet. Codes are constants of error classes, so they are few. */
@Injectable()
export class ErrorMetrics implements OnModuleInit {
  constructor(private readonly reports: ErrorReports) {}

  onModuleInit(): void {
    errors.startAtZero({ type: COMMON });
    this.reports.subscribe((error, source) => errors.inc({ module: source, type: error.code }));
  }
}
