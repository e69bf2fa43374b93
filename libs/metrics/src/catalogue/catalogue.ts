import type { Metric as PromMetric } from 'prom-client';
import type { LabelSpec } from './labels.js';

/** What the catalogue knows of a metric: everything that documentation, dashboards and alerts may ask. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: LabelSpec;
  readonly buckets?: readonly number[];
}

interface Declared extends MetricDefinition {
  readonly metric: PromMetric;
  reset(): void;
}

const declared = new Map<string, Declared>();

/** Enters a metric; a name belongs to one declaration. */
export function declare(definition: Declared): void {
  if (declared.has(definition.name)) throw new Error(`The metric ${definition.name} is declared twice`);
  declared.set(definition.name, definition);
}

/** Every metric that a loaded library declares, by name. */
export const catalogue = (): MetricDefinition[] => [...everyMetric()].sort((a, b) => a.name.localeCompare(b.name));

/** The same, with what records the values; for the registry alone. */
export const everyMetric = (): Iterable<Declared> => declared.values();
