import { AsyncLocalStorage } from 'node:async_hooks';
import { randomHex } from './random-ids.js';
import { spanRecorder, type SpanAttributes, type SpanKind, type SpanRecorder } from './span-recorder.js';
import type { TraceParent } from './traceparent.js';

export interface SpanOptions {
  kind?: SpanKind;
  /** The span this one is a part of, or what a caller says of its own. Without one a trace begins. */
  parent?: TraceParent;
  attributes?: SpanAttributes;
  /** The id of the request it belongs to; that of its parent, if it is one of this program. */
  requestId?: string;
}

const current = new AsyncLocalStorage<Span | undefined>();

/** The span in which the code that asks runs; none outside of requests, frames and jobs. */
export const currentSpan = (): Span | undefined => current.getStore();

/** Runs work that belongs to nobody in particular, though it was somebody's request that set it off. */
export const outsideOfSpans = <T>(work: () => T): T => current.run(undefined, work);

/**
 * A piece of work with a beginning and an end, in a trace. Ids are made when somebody asks for them, and nothing is kept
 * of a span that is not recorded: most cost no more than this object.
 */
export class Span implements TraceParent {
  readonly requestId?: string;
  /** The code of the error that it met. */
  errorType?: string;
  private hasFailed = false;
  private readonly parent?: TraceParent;
  private readonly kind: SpanKind;
  private readonly recorder?: SpanRecorder;
  private readonly attributes?: SpanAttributes;
  private ownTraceId?: string;
  private ownSpanId?: string;
  private startedAt = 0;
  private startedTick = 0;
  /** Itself, and the work that `until` waits for. */
  private running = 1;

  constructor(
    private name: string,
    { kind = 'internal', parent, attributes, requestId }: SpanOptions = {},
  ) {
    this.kind = kind;
    this.parent = parent;
    this.requestId = requestId ?? (parent instanceof Span ? parent.requestId : undefined);
    this.recorder = recorderFor(parent);
    if (this.recorder === undefined) return;
    this.attributes = { ...attributes };
    this.startedTick = performance.now();
    // By the clock of the first span: one that was set meanwhile must not tear a trace apart.
    this.startedAt = parent instanceof Span ? parent.timeAt(this.startedTick) : Date.now();
  }

  get traceId(): string {
    return (this.ownTraceId ??= this.parent?.traceId ?? randomHex(16));
  }

  get spanId(): string {
    return (this.ownSpanId ??= randomHex(8));
  }

  get state(): string | undefined {
    return this.parent?.state;
  }

  get sampled(): boolean {
    return this.recorder !== undefined;
  }

  /** A better name, once it is known: the route of a request. */
  rename(name: string): void {
    this.name = name;
  }

  /** Adds attributes. */
  set(attributes: SpanAttributes): void {
    if (this.attributes) Object.assign(this.attributes, attributes);
  }

  /** Says which error it met first. It has failed only if that was a fault, of ours or of whom we asked: callers' mistakes are none. */
  meet(errorType: string, isFault = true): void {
    this.errorType ??= errorType;
    this.hasFailed ||= isFault;
  }

  /** Runs work within this span: all that it logs and asks of others belongs to it. */
  run<T>(work: () => T): T {
    return current.run(this, work);
  }

  /** Lets it end no sooner than this work, which nobody waits for. */
  until(work: Promise<unknown>): void {
    this.running += 1;
    const end = () => this.end();
    work.then(end, end);
  }

  /** Ends it, once what `until` waits for has ended, too. */
  end(): void {
    this.running -= 1;
    if (this.recorder === undefined || this.running !== 0) return;
    const { name, kind, traceId, spanId, parent, state, startedAt, hasFailed: failed, errorType } = this;
    const endedAt = this.timeAt(performance.now());
    this.recorder.record({
      name,
      kind,
      traceId,
      spanId,
      parentSpanId: parent?.spanId,
      parentIsRemote: parent !== undefined && !(parent instanceof Span),
      state,
      startedAt,
      endedAt,
      attributes: failed ? { ...this.attributes, 'error.type': errorType } : this.attributes!,
      failed,
    });
  }

  private timeAt(tick: number): number {
    return this.startedAt + (tick - this.startedTick);
  }
}

/**
 * Within this program the parent has decided. A caller may ask not to be recorded; asking for it gives no more than
 * everybody's chance, by a die of ours, for a caller could choose its trace id, too.
 */
function recorderFor(parent?: TraceParent): SpanRecorder | undefined {
  const recorder = spanRecorder();
  if (recorder === undefined || parent?.sampled === false) return undefined;
  if (parent instanceof Span) return recorder;
  return recorder.ratio >= 1 || Math.random() < recorder.ratio ? recorder : undefined;
}
