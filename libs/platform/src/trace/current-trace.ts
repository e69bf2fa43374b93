import { currentSpan } from './span.js';
import { toTraceparent } from './traceparent.js';

/** Where the code that asks runs, as logs and exemplars name it. */
export interface CurrentTrace {
  traceId: string;
  spanId: string;
  /** Whether the trace is recorded, and can be looked at. */
  sampled: boolean;
  /** The request that it belongs to, or that opened its socket. */
  requestId?: string;
}

/** The trace of the request, turn or job that runs; none outside of them. */
export function currentTrace(): CurrentTrace | undefined {
  const span = currentSpan();
  if (span === undefined) return undefined;
  const { traceId, spanId, sampled, requestId } = span;
  return { traceId, spanId, sampled, ...(requestId === undefined ? {} : { requestId }) };
}

/** What every call to somebody else carries. Only `traceparent`: `tracestate` and baggage are nobody's business outside. */
export function traceHeaders(): { traceparent?: string } {
  const span = currentSpan();
  return span === undefined ? {} : { traceparent: toTraceparent(span) };
}
