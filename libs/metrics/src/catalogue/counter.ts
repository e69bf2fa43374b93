import { Counter as PromCounter } from 'prom-client';
import type { Labels, LabelSpec } from './labels.js';
import { Metric, type MetricOptions } from './metric.js';

/** A number that only grows. */
export class Counter<L extends LabelSpec> extends Metric<L, PromCounter> {
  inc(labels: Labels<L>, by = 1): void {
    this.metric.inc(this.guard.admit(labels), by);
  }

  protected zero(labels: Record<string, string>): void {
    this.metric.inc(labels, 0);
  }
}

/** Declares a counter; once, as a constant of a library's `*.metrics.ts`. The name ends in `_total`. */
export function counter<const L extends LabelSpec = Record<never, never>>(options: MetricOptions<L>): Counter<L> {
  const { name, help, labels = {} } = options;
  const metric = new PromCounter({ name, help, labelNames: Object.keys(labels), registers: [] });
  return new Counter<L>({ name, help, labels, type: 'counter' }, metric);
}
