import { z } from 'zod';

const rate = z.number().nonnegative();
const count = z.number().int().nonnegative();
/** Null: nothing happened of which it could be said. */
const quantile = z.number().nonnegative().nullable();

/** What one instance saw in one interval of about ten seconds. Durations are seconds. */
export const MetricsSample = z
  .object({
    /** How long the instance had been up when the interval ended; grows from sample to sample. */
    uptimeSeconds: z.number().nonnegative(),
    /** How long the interval was. */
    seconds: z.number().positive(),
    ready: z.boolean(),
    /** `aborted` are the 499: callers that did not wait. `clientErrors` are the other 4xx, `serverErrors` the 5xx. */
    requests: z.object({
      perSecond: rate,
      clientErrorsPerSecond: rate,
      serverErrorsPerSecond: rate,
      abortedPerSecond: rate,
      p50Seconds: quantile,
      p95Seconds: quantile,
      p99Seconds: quantile,
    }),
    /** `dropped` counts the sockets that broke in the interval. */
    sockets: z.object({ open: count, dropped: count }),
    /** `ended` counts turns of the interval by how they ended. */
    turns: z.object({ inProgress: count, ended: z.record(z.string(), count), firstTokenP95Seconds: quantile }),
    tokens: z.object({ inputPerSecond: rate, outputPerSecond: rate }),
    /** Events of Stripe; `pending` is of all instances, and null while the database cannot be asked. */
    webhooks: z.object({ processed: count, failed: count, pending: count.nullable() }),
    process: z.object({
      eventLoopLagP99Seconds: z.number().nonnegative(),
      eventLoopLagMaxSeconds: z.number().nonnegative(),
      memoryBytes: count,
    }),
  })
  .meta({ id: 'MetricsSample' });
export type MetricsSample = z.output<typeof MetricsSample>;

/** The answer of `GET /admin/metrics/recent`: what the instance that answers has kept, of itself alone, oldest first. */
export const RecentMetricsView = z
  .object({
    /** Another value: another instance, or the same one after a restart. */
    instance: z.string(),
    version: z.string(),
    /** ISO 8601 UTC, as is `since`, when this instance began to record. */
    now: z.iso.datetime(),
    since: z.iso.datetime(),
    uptimeSeconds: z.number().nonnegative(),
    intervalSeconds: z.number().positive(),
    samples: z.array(MetricsSample),
  })
  .meta({ id: 'RecentMetrics' });
export type RecentMetricsView = z.output<typeof RecentMetricsView>;
