import { SpanKind as Kind, SpanStatusCode, TraceFlags, type SpanContext } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { EndedSpan, SpanKind, SpanRecorder } from './span-recorder.js';
import { outsideOfSpans } from './span.js';

/** Where spans go, and what they say of the program. */
export interface OtlpOptions {
  /** The collector's base address; `/v1/traces` is added. */
  endpoint: string;
  headers?: Record<string, string>;
  ratio: number;
  resource: Record<string, string>;
  /** Takes secrets out of a text. */
  scrub: (text: string) => string;
  /** Hears of every batch that was lost; the reason holds nothing that was sent or answered. */
  lost: (spans: number, reason: string) => void;
}

/** Whatever does not fit is dropped: a collector that is away may cost spans, never memory. */
const QUEUE = { maxQueueSize: 2048, maxExportBatchSize: 512, scheduledDelayMillis: 2000, exportTimeoutMillis: 6000 };
const SEND_MS = 5000;

/** A recorder that sends spans in batches, as OTLP over HTTP in JSON. Only loaded where tracing is on. */
export function otlpRecorder(options: OtlpOptions): SpanRecorder & { stop(): Promise<void> } {
  const { endpoint, headers, ratio, scrub } = options;
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, headers, timeoutMillis: SEND_MS, concurrencyLimit: 8 });
  const processor = new BatchSpanProcessor({ exporter: tellingLosses(exporter, options.lost), ...QUEUE });
  const common = {
    resource: resourceFromAttributes(options.resource),
    instrumentationScope: { name: 'turnpike' },
    links: [],
    events: [],
    ended: true,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  return {
    ratio,
    // The processor's timers must not live in the request whose span happened to start them.
    record: (span) => outsideOfSpans(() => processor.onEnd({ ...common, ...readable(span, scrub) })),
    stop: () => processor.shutdown(),
  };
}

function tellingLosses(exporter: SpanExporter, lost: OtlpOptions['lost']): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error) lost(spans.length, reasonOf(result.error));
        done(result);
      }),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}

/** The code of a status or of the system; messages may quote what was answered. */
function reasonOf(error: Error & { code?: unknown; cause?: unknown }): string {
  const code = error.code ?? (error.cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'number' ? `HTTP ${code}` : typeof code === 'string' ? code : error.name;
}

const KINDS: Record<SpanKind, Kind> = {
  internal: Kind.INTERNAL,
  server: Kind.SERVER,
  client: Kind.CLIENT,
  consumer: Kind.CONSUMER,
};

function readable(span: EndedSpan, scrub: (text: string) => string) {
  const context = contextOf(span.traceId, span.spanId, span.state);
  const parent = span.parentSpanId && contextOf(span.traceId, span.parentSpanId);
  return {
    name: scrub(span.name),
    kind: KINDS[span.kind],
    spanContext: () => context,
    ...(parent ? { parentSpanContext: { ...parent, isRemote: span.parentIsRemote } } : {}),
    startTime: hrTime(span.startedAt),
    endTime: hrTime(span.endedAt),
    duration: hrTime(span.endedAt - span.startedAt),
    status: { code: span.failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: attributesOf(span, scrub),
  } satisfies Partial<ReadableSpan>;
}

function attributesOf({ attributes }: EndedSpan, scrub: (text: string) => string) {
  const known = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, typeof value === 'string' ? scrub(value) : value]));
}

const contextOf = (traceId: string, spanId: string, state?: string): SpanContext => ({
  traceId,
  spanId,
  traceFlags: TraceFlags.SAMPLED,
  ...(state ? { traceState: serialized(state) } : {}),
});

/** It was checked when it came in, and goes out as it is. */
function serialized(state: string): NonNullable<SpanContext['traceState']> {
  const same = () => serialized(state);
  return { set: same, unset: same, get: () => undefined, serialize: () => state };
}

/** Seconds and nanoseconds. */
function hrTime(milliseconds: number): [seconds: number, nanoseconds: number] {
  const seconds = Math.floor(milliseconds / 1000);
  return [seconds, Math.floor((milliseconds - seconds * 1000) * 1e6)];
}
