import { Histogram as PromHistogram } from 'prom-client';
import type { Labels, LabelSpec } from './labels.js';
import { Metric, type MetricOptions } from './metric.js';

/** How values are spread: durations in seconds, sizes in bytes, numbers of tokens. */
export class Histogram<L extends LabelSpec> extends Metric<L, PromHistogram> {
  observe(labels: Labels<L>, value: number): void {
    this.metric.observe(this.guard.admit(labels), value);
  }

  /** A series of a histogram costs as many lines as it has buckets: those of failures begin with the first failure. */
  protected zero(labels: Record<string, string>): void {
    if (!labels.error_type || labels.error_type === 'none') this.metric.zero(labels);
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
  });
  return new Histogram<L>({ name, help, labels, buckets, type: 'histogram' }, metric);
}
