import { everyMetric } from '../catalogue/catalogue.js';

/** One number of a metric. Those of a histogram say by `metricName` whether they are a bucket, the sum or the count. */
export interface Recorded {
  value: number;
  labels: Partial<Record<string, string | number>>;
  metricName?: string;
}

/** What a metric of the catalogue holds now; nothing where no loaded library declares it. Gauges are read anew. */
export async function recorded(name: string): Promise<readonly Recorded[]> {
  for (const { name: declared, metric } of everyMetric())
    if (declared === name) return (await metric.get()).values as Recorded[];
  return [];
}
