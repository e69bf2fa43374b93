import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { requestSpan } from '@app/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { activeRequests, METHODS, requestDuration } from '../metrics.metrics.js';
import { CLIENT_CLOSED_REQUEST, routeOf, statusOf } from './seen-request.js';

type Method = (typeof METHODS)[number];
const known: ReadonlySet<string> = new Set(METHODS);

/**
 * Times every request on the server itself, from its arrival to the end of its answer. Interceptors would miss what
 * guards refuse, what no route matches, and callers that go away.
 */
@Injectable()
export class HttpMetrics implements OnModuleInit {
  private readonly routes = new WeakMap<IncomingMessage, FastifyRequest>();

  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onRequest', async (request) => this.note(request));
    // A hook of somebody else may have refused the request before ours saw it.
    fastify.addHook('onSend', async (request) => this.note(request));
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) =>
      this.time(request, response),
    );
  }

  private note(request: FastifyRequest): void {
    this.routes.set(request.raw, request);
  }

  private time(request: IncomingMessage, response: ServerResponse): void {
    const startedAt = performance.now();
    const method = (known.has(request.method ?? '') ? request.method : '_OTHER') as Method;
    activeRequests.inc({ http_request_method: method });
    // `close` follows `finish`, and comes alone when the caller went away.
    response.once('close', () => {
      activeRequests.dec({ http_request_method: method });
      const status = statusOf(response);
      const labels = {
        http_request_method: method,
        http_route: routeOf(this.routes.get(request), status),
        http_response_status_code: String(status),
        error_type: errorType(request, status),
      };
      requestDuration.observe(labels, (performance.now() - startedAt) / 1000, requestSpan(request));
    });
  }
}

/** What callers did wrong is no failure of ours, so it has no type: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/ */
function errorType(request: IncomingMessage, status: number): string {
  if (status === CLIENT_CLOSED_REQUEST) return 'client_closed';
  return status < 500 ? '' : (requestSpan(request).errorType ?? String(status));
}
