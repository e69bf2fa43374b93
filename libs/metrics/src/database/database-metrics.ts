import { hearDatabaseOperations } from '@app/platform';
import { databaseDuration, type DatabaseFailure, type DatabaseVerb, VERBS } from '../metrics.metrics.js';

const FIRST_WORD = /^[\s(]*([a-z]+)/i;
const verbs: ReadonlySet<string> = new Set(VERBS);
/** SQLSTATE classes and codes of Node for a connection that is gone or refused: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CONNECTION = /^(08|57P|53|E[A-Z]+)/;
/** 57014 is `statement_timeout`, 55P03 `lock_timeout`, 25P03 and 25P04 the limits of a transaction. */
const TIMEOUT = /^(57014|55P03|25P0[34])$/;

/** The verb of a statement, as a label: never the statement, which callers could make unlike any other. */
export function verbOf(text: string): DatabaseVerb {
  const word = FIRST_WORD.exec(text)?.[1]?.toUpperCase() ?? '';
  return (verbs.has(word) ? word : 'other') as DatabaseVerb;
}

/** What kind of failure it was; an empty word is none. */
export function failureOf(error: unknown): DatabaseFailure {
  if (error === undefined) return '';
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && TIMEOUT.test(code)) return 'timeout';
  if (/timeout/i.test(String(message))) return 'timeout';
  if (typeof code === 'string' && CONNECTION.test(code)) return 'connection';
  return /Connection terminated|not queryable/i.test(String(message)) ? 'connection' : 'statement';
}

// Once for all programs of a process, as the registry is.
hearDatabaseOperations(({ text, seconds, error }) =>
  databaseDuration.observe({ operation: verbOf(text), error_type: failureOf(error) }, seconds),
);
