import { counter } from './catalogue/counter.js';
import { gauge } from './catalogue/gauge.js';
import { histogram } from './catalogue/histogram.js';
import { OPEN } from './catalogue/labels.js';

/** Methods that have a series of their own; a caller may send any word. */
export const METHODS = [
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'TRACE',
  '_OTHER',
] as const;

export const requestDuration = histogram({
  name: 'http_server_request_duration_seconds',
  help: 'Time from the arrival of a request to the end of its answer. 499: the caller went away first. error_type: the code of what failed on our side, else empty.',
  labels: { http_request_method: METHODS, http_route: OPEN, http_response_status_code: OPEN, error_type: OPEN },
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 120],
});

export const activeRequests = gauge({
  name: 'http_server_active_requests',
  help: 'Requests that are being answered.',
  labels: { http_request_method: METHODS },
});

export const errors = counter({
  name: 'turnpike_errors_total',
  help: 'Errors that callers or jobs met, by where they surfaced and by their code.',
  labels: { module: ['http', 'websocket', 'job'], type: OPEN },
});

export const buildInfo = gauge({
  name: 'turnpike_build_info',
  help: 'Always 1; says what is running.',
  labels: { version: OPEN, revision: OPEN, node: OPEN },
});

export const configInfo = gauge({
  name: 'turnpike_config_info',
  help: 'Always 1; says how it is configured.',
  labels: { tier: OPEN, stripe_mode: OPEN, llm: OPEN },
});

export const ready = gauge({ name: 'turnpike_ready', help: '1 while the program can do its work, else 0.' });

export const eventLoopUtilization = gauge({
  name: 'nodejs_eventloop_utilization_ratio',
  help: 'The share of time since the last scrape in which the event loop was busy.',
});

export const databaseConnections = gauge({
  name: 'db_client_connection_count',
  help: 'Connections of the database pool.',
  labels: { state: ['idle', 'used'] },
});

export const databasePending = gauge({
  name: 'db_client_connection_pending_requests',
  help: 'Callers that wait for a database connection.',
});

/** Verbs that have a series of their own: what a request waits for. */
export const VERBS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'other'] as const;
export type DatabaseVerb = (typeof VERBS)[number];

const DATABASE_FAILURES = ['', 'timeout', 'connection', 'statement'] as const;
export type DatabaseFailure = (typeof DATABASE_FAILURES)[number];

export const databaseDuration = histogram({
  name: 'db_client_operation_duration_seconds',
  help: 'How long the database took for one statement, without the wait for a connection.',
  labels: { operation: VERBS, error_type: DATABASE_FAILURES },
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
});
