import { quantile, type Bucket } from './quantile.js';
import type { Totals } from './totals.js';

/** What is true at one moment, rather than counted. */
export interface Levels {
  ready: boolean;
  openSockets: number;
  turnsInProgress: number;
  webhooksPending: number | null;
  eventLoopLagP99Seconds: number;
  eventLoopLagMaxSeconds: number;
  memoryBytes: number;
}

/** What was recorded in one interval; libs/protocol says what the parts mean. */
export type Sample = ReturnType<typeof sampleOf>;

/** Makes a sample of what was counted within `seconds`, which ended `uptimeSeconds` after the start of the program. */
export function sampleOf(counted: Totals, levels: Levels, seconds: number, uptimeSeconds: number) {
  const { requests, sockets, turns, tokens, webhooks } = counted;
  const perSecond = (count = 0) => rounded(count / seconds);
  const durations = bucketsOf(counted.requestBuckets);
  return {
    uptimeSeconds,
    seconds: rounded(seconds),
    ready: levels.ready,
    requests: {
      perSecond: perSecond(Object.values(requests).reduce((sum, count) => sum + count, 0)),
      clientErrorsPerSecond: perSecond(requests.clientErrors),
      serverErrorsPerSecond: perSecond(requests.serverErrors),
      abortedPerSecond: perSecond(requests.aborted),
      p50Seconds: rounded(quantile(0.5, durations)),
      p95Seconds: rounded(quantile(0.95, durations)),
      p99Seconds: rounded(quantile(0.99, durations)),
    },
    sockets: { open: levels.openSockets, dropped: sockets.dropped ?? 0 },
    turns: {
      inProgress: levels.turnsInProgress,
      ended: turns,
      firstTokenP95Seconds: rounded(quantile(0.95, bucketsOf(counted.firstTokenBuckets))),
    },
    tokens: { inputPerSecond: perSecond(tokens.input), outputPerSecond: perSecond(tokens.output) },
    webhooks: {
      processed: webhooks.processed ?? 0,
      failed: webhooks.failed ?? 0,
      pending: levels.webhooksPending,
    },
    process: {
      eventLoopLagP99Seconds: rounded(levels.eventLoopLagP99Seconds),
      eventLoopLagMaxSeconds: rounded(levels.eventLoopLagMaxSeconds),
      memoryBytes: levels.memoryBytes,
    },
  };
}

const bucketsOf = (counts: Record<string, number>): Bucket[] =>
  Object.entries(counts)
    .map(([le, count]) => ({ le: Number(le), count }))
    .sort((a, b) => a.le - b.le);

/** Four digits are more than anybody reads off a chart, and a third of the bytes. */
const rounded = <V extends number | null>(value: V): V =>
  value === null ? value : (Number(value.toPrecision(4)) as V);
