import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { routeOf, statusOf } from '@app/metrics';
import { requestSpan } from '@app/platform';
import type { Logger } from 'pino';

const SLOW_MS = 1000;
/** What machines ask all the time. */
const QUIET = /^(\/health(\/|$)|\/metrics$|<static>$)/;
/** Lines that somebody may count money or break-ins by. */
const NEVER_SAMPLED = /^\/(auth|billing)\//;

const ROUTED = Symbol('what Fastify made of this request');
type Routed = IncomingMessage & { [ROUTED]?: FastifyRequest & { actor?: { id: string } } };

/** How requests are logged: `share` of those that went well, 0 to 1. */
export interface RequestLog {
  logger: Logger;
  share: number;
}

/**
 * Runs each request in a span, and writes one line about it when its answer has ended or its caller is gone. On the server
 * itself, because the framework's hooks miss callers that go away, and addresses that its router refuses.
 */
export function logRequests(handler: RequestListener, log: RequestLog): RequestListener {
  return (request, response) => {
    const span = requestSpan(request);
    const startedAt = performance.now();
    // `close` follows `finish`, and comes alone when the caller went away.
    response.once('close', () => span.run(() => tell(request, response, performance.now() - startedAt, log)));
    span.run(() => handler(request, response));
  };
}

/** Lets the lines name routes and users, which only the framework knows. */
export function nameRoutes(fastify: FastifyInstance): void {
  const note = (request: FastifyRequest) => void ((request.raw as Routed)[ROUTED] = request);
  fastify.addHook('onRequest', (request, _reply, done) => {
    note(request);
    done();
  });
}

function tell(
  request: IncomingMessage,
  response: ServerResponse,
  durationMs: number,
  { logger, share }: RequestLog,
): void {
  const span = requestSpan(request);
  const routed = (request as Routed)[ROUTED];
  const status = statusOf(response);
  const route = routeOf(routed, status);
  const userId = routed?.actor?.id;
  if (status >= 400) span.meet(String(status), status >= 500);
  if (span.sampled) {
    span.rename(`${request.method} ${route}`);
    span.set({ 'http.route': route, 'http.response.status_code': status, 'user.id': userId });
  }
  span.end();
  const isGood = status >= 200 && status < 300 && durationMs < SLOW_MS && !NEVER_SAMPLED.test(route);
  if (isGood && share < 1 && Math.random() >= share) return;
  logger[levelOf(status, route)](
    {
      'http.request.method': request.method,
      'http.route': route,
      'http.response.status_code': status,
      duration_ms: Math.round(durationMs * 10) / 10,
      'user.id': userId,
      'error.type': status >= 400 ? span.errorType : undefined,
    },
    'request',
  );
}

function levelOf(status: number, route: string): 'error' | 'warn' | 'info' | 'debug' {
  const isQuiet = QUIET.test(route);
  // That the program is not ready is said elsewhere, once, and while it drains all is well.
  if (status >= 500) return isQuiet ? 'warn' : 'error';
  return isQuiet && status < 400 ? 'debug' : 'info';
}
