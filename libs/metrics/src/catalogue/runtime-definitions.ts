import { collectDefaultMetrics, Registry, type Metric } from 'prom-client';
import { UNWANTED } from '../exposition/unwanted.js';
import type { MetricDefinition } from './catalogue.js';
import { OPEN } from './labels.js';

/** What prom-client's metrics keep of their declaration, and its types leave out. */
type Declared = Metric & { type: MetricDefinition['type']; help: string; labelNames: string[]; buckets?: number[] };

/** The metrics of Node and the process that prom-client brings, as the catalogue would have them. */
export function runtimeDefinitions(): MetricDefinition[] {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const declared = register.getMetricsAsArray() as unknown as (Declared & { name: string })[];
  return declared
    .filter(({ name }) => !UNWANTED.includes(name))
    .map(({ name, type, help, labelNames, buckets }) => ({
      name,
      type,
      help,
      labels: Object.fromEntries(labelNames.map((label) => [label, OPEN])),
      ...(type === 'histogram' && buckets ? { buckets } : {}),
    }));
}
