/** What a span may say of itself, by OpenTelemetry's semantic conventions: codes, templates, ids, numbers. Never what people wrote. */
export type SpanAttributes = Record<string, string | number | boolean | undefined>;

export type SpanKind = 'server' | 'client' | 'internal' | 'consumer';

/** A span that is over, as whoever exports it needs it. Times are milliseconds since 1970, with fractions. */
export interface EndedSpan {
  name: string;
  kind: SpanKind;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  /** Whether the parent is of another program. */
  parentIsRemote: boolean;
  state?: string;
  startedAt: number;
  endedAt: number;
  attributes: SpanAttributes;
  failed: boolean;
}

/** Takes the spans that are over. Must never throw nor wait: it runs within requests. */
export interface SpanRecorder {
  /** Which share of the traces that begin here is recorded, 0 to 1. */
  readonly ratio: number;
  record(span: EndedSpan): void;
}

let recorder: SpanRecorder | undefined;

/** The recorder of this process; none, and nothing is recorded. */
export const spanRecorder = () => recorder;

/** Sets or removes the recorder of this process. Spans that run already stay as they are. */
export function recordSpansWith(next: SpanRecorder | undefined): void {
  recorder = next;
}
