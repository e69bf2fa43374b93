import { Injectable, Logger } from '@nestjs/common';
import { currentSpan } from '../trace/span.js';
import { toAppError } from './to-app-error.js';
import type { AppError } from './app-error.js';

/** Where an error surfaced: a route, the socket, or a job. */
export type ErrorSource = 'http' | 'websocket' | 'job';
type Listener = (error: AppError, source: ErrorSource) => void;

/** The one place that hears of every error: it logs what is our fault, and tells the span that runs and whoever counts. */
@Injectable()
export class ErrorReports {
  private readonly logger = new Logger('Errors');
  private readonly listeners: Listener[] = [];

  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Returns what the caller may see of the error. */
  report(thrown: unknown, source: ErrorSource): AppError {
    const error = toAppError(thrown);
    currentSpan()?.meet(error.code, error.kind === 'internal' || error.kind === 'unavailable');
    if (error.kind === 'internal') this.logger.error(asError(thrown));
    else if (error !== thrown && error.kind === 'unavailable') this.logger.warn(asError(thrown).message);
    for (const listener of this.listeners) listener(error, source);
    return error;
  }
}

const asError = (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));
