import { Histogram as PromHistogram } from 'prom-client';
import { exemplar, type Trace } from './exemplars.js';
import type { Labels, LabelSpec } from './labels.js';
import { Metric, type MetricOptions } from './metric.js';

const MOST_ZERO_LINES = 150;

/** How values are spread: durations in seconds, sizes in bytes, numbers of tokens. */
export class Histogram<L extends LabelSpec> extends Metric<L, PromHistogram> {
  /** `trace` is for who observes outside of the trace that it measures. */
  observe(labels: Labels<L>, value: number, trace?: Trace): void {
    const exemplarLabels = exemplar(trace);
    this.metric.observe({ labels: this.guard.admit(labels), value, ...(exemplarLabels && { exemplarLabels }) });
  }

  protected zero(labels: Record<string, string>): void {
    this.metric.zero(labels);
  }

  /** A label set costs as many lines as there are buckets: those of failures begin with the first failure, and so do all where they would be many. */
  protected override zeroSets(): Record<string, string>[] {
    const sets = super.zeroSets().filter(({ error_type }) => !error_type || error_type === 'none');
    return sets.length * this.linesPerSet > MOST_ZERO_LINES ? [] : sets;
  }

  private get linesPerSet(): number {
    const others = 3; // the last bucket, the sum and the count
    return (this.definition.buckets?.length ?? 0) + others;
  }
}

/** Declares a histogram; once, as a constant of a library's `*.metrics.ts`. */
export function histogram<const L extends LabelSpec = Record<never, never>>(
  options: MetricOptions<L> & { buckets: readonly number[] },
): Histogram<L> {
  const { name, help, labels = {}, buckets } = options;
  const metric = new PromHistogram({
    name,
    help,
    labelNames: Object.keys(labels),
    buckets: [...buckets],
    registers: [],
    enableExemplars: true,
  });
  return new Histogram<L>({ name, help, labels, buckets, type: 'histogram' }, metric);
}
