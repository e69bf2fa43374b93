import type { Metric as PromMetric } from 'prom-client';
import { declare, type MetricDefinition } from './catalogue.js';
import { LabelGuard } from './label-guard.js';
import { combinations, type LabelSpec } from './labels.js';

/** What every metric is declared with. `name` is the whole name, as Prometheus sees it. */
export interface MetricOptions<L extends LabelSpec> {
  name: string;
  help: string;
  labels?: L;
}

/** What counters, gauges and histograms have in common: labels within bounds, and series that start at zero. */
export abstract class Metric<L extends LabelSpec, P extends PromMetric> {
  protected readonly guard: LabelGuard;
  private known: Readonly<Record<string, readonly string[]>> = {};

  constructor(
    protected readonly definition: MetricDefinition,
    protected readonly metric: P,
  ) {
    this.guard = new LabelGuard(definition.name, definition.labels);
    declare({ ...definition, metric, reset: () => this.reset() });
    this.zeroAll();
  }

  /** Lets every combination start at zero once the values of open labels are known, so that a rate sees the first one. */
  startAtZero(known: { readonly [K in keyof L]?: readonly string[] }): void {
    this.known = known as Readonly<Record<string, readonly string[]>>;
    this.zeroAll();
  }

  protected abstract zero(labels: Record<string, string>): void;

  protected zeroAll(): void {
    for (const set of this.zeroSets()) this.zero(this.guard.admit(set));
  }

  protected zeroSets(): Record<string, string>[] {
    return combinations(this.definition.labels, this.known) ?? [];
  }

  /** As it was when declared: the program that filled it has ended. */
  protected reset(): void {
    this.metric.reset();
    this.guard.forget();
    this.known = {};
    this.zeroAll();
  }
}
