/** Where in which trace something happens, as W3C Trace Context has it; `sampled` means that its span is recorded. */
export interface TraceParent {
  /** 32 digits of lower-case hex. */
  readonly traceId: string;
  /** 16 digits of lower-case hex. */
  readonly spanId: string;
  readonly sampled: boolean;
  /** The `tracestate` that came along. */
  readonly state?: string;
}

const WELL_FORMED = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZEROS = /^0+$/;
const LONGEST = 256;

/**
 * Reads a `traceparent`. What is not well formed by the standard counts as not sent: `undefined`. Of versions that are
 * newer than 00 only the part that 00 knows is read.
 */
export function parseTraceparent(header: unknown, state?: string): TraceParent | undefined {
  if (typeof header !== 'string' || header.length > LONGEST) return undefined;
  const [, version, traceId, spanId, flags, more] = WELL_FORMED.exec(header) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (ZEROS.test(traceId!) || ZEROS.test(spanId!)) return undefined;
  const sampled = (parseInt(flags!, 16) & 1) === 1;
  return { traceId: traceId!, spanId: spanId!, sampled, ...(state ? { state } : {}) };
}

/** The `traceparent` to send with what this span asks of others. */
export const toTraceparent = ({ traceId, spanId, sampled }: TraceParent): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
