import { Logger } from '@nestjs/common';
import { Gauge as PromGauge } from 'prom-client';
import { setTimeout as wait } from 'node:timers/promises';
import type { Labels, LabelSpec } from './labels.js';
import { Metric, type MetricOptions } from './metric.js';

/** A scrape waits no longer than this for a value to be read; what it read before then stands. */
const PATIENCE_MS = 2000;

type Reader<L extends LabelSpec> = (set: (labels: Labels<L>, value: number) => void) => void | Promise<void>;

/** A number that goes up and down, set by the program or read when Prometheus asks. */
export class Gauge<L extends LabelSpec> extends Metric<L, PromGauge> {
  private read?: Reader<L>;
  private reading?: Promise<void>;

  set(labels: Labels<L>, value: number): void {
    this.metric.set(this.guard.admit(labels), value);
  }

  inc(labels: Labels<L>, by = 1): void {
    this.metric.inc(this.guard.admit(labels), by);
  }

  dec(labels: Labels<L>, by = 1): void {
    this.metric.dec(this.guard.admit(labels), by);
  }

  /** Reads the values on every scrape. What the reader does not set falls back to zero or disappears. */
  collect(read: Reader<L>): void {
    this.read = read;
  }

  /** Called by the registry before it writes the values out. */
  async refresh(): Promise<void> {
    if (!this.read) return;
    this.reading ??= this.replaceValues(this.read).finally(() => (this.reading = undefined));
    const patience = new AbortController();
    const impatient = wait(PATIENCE_MS, undefined, { signal: patience.signal, ref: false }).catch(() => undefined);
    await Promise.race([this.reading, impatient]);
    patience.abort();
  }

  protected zero(labels: Record<string, string>): void {
    this.metric.set(labels, 0);
  }

  protected override reset(): void {
    this.read = undefined;
    super.reset();
  }

  private async replaceValues(read: Reader<L>): Promise<void> {
    const values: [Labels<L>, number][] = [];
    try {
      await read((labels, value) => values.push([labels, value]));
    } catch (error) {
      // One source that fails must not hide all the others; its last values stand.
      new Logger('Metrics').warn(
        `${this.definition.name} was not read: ${error instanceof Error ? error.message : 'unknown'}`,
      );
      return;
    }
    if (this.read !== read) return;
    this.metric.reset();
    this.zeroAll();
    for (const [labels, value] of values) this.set(labels, value);
  }
}

/** Declares a gauge; once, as a constant of a library's `*.metrics.ts`. */
export function gauge<const L extends LabelSpec = Record<never, never>>(options: MetricOptions<L>): Gauge<L> {
  const { name, help, labels = {} } = options;
  let refresh = async () => {};
  const metric = new PromGauge({
    name,
    help,
    labelNames: Object.keys(labels),
    registers: [],
    collect: () => refresh(),
  });
  const made = new Gauge<L>({ name, help, labels, type: 'gauge' }, metric);
  refresh = () => made.refresh();
  return made;
}
