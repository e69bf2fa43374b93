import { currentTrace } from '@app/platform';

/** What an exemplar points to. */
export interface Trace {
  readonly traceId: string;
  readonly spanId: string;
}

let wanted = false;

/** Whether histograms keep the trace of the latest value in each bucket (`METRICS_EXEMPLARS`). */
export const keepExemplars = (on: boolean): void => void (wanted = on);

/** The labels of an exemplar, OpenMetrics' own names; undefined when none is wanted or there is no trace. */
export function exemplar(trace?: Trace): { trace_id: string; span_id: string } | undefined {
  if (!wanted) return undefined;
  const known = trace ?? currentTrace();
  return known && { trace_id: known.traceId, span_id: known.spanId };
}
