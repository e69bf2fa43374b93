import type { IncomingMessage } from 'node:http';
import { requestIdOf } from '../logging/request-id.js';
import { Span } from './span.js';
import { parseTraceparent } from './traceparent.js';
import { parseTracestate } from './tracestate.js';

const SPAN = Symbol('the span of this request');
type Spanned = IncomingMessage & { [SPAN]?: Span };

/** The span of an HTTP request or a handshake, made when it is first asked for; in the caller's trace if it names one. */
export function requestSpan(request: IncomingMessage): Span {
  const spanned = request as Spanned;
  return (spanned[SPAN] ??= begin(request));
}

function begin(request: IncomingMessage): Span {
  const { traceparent, tracestate } = request.headers;
  const parent = traceparent === undefined ? undefined : parseTraceparent(traceparent, parseTracestate(tracestate));
  const method = request.method ?? '_OTHER';
  const attributes = { 'http.request.method': method };
  return new Span(method, { kind: 'server', parent, attributes, requestId: requestIdOf(request) });
}
