import { recorded, type Recorded } from './recorded.js';

/** Reasons for the end of a socket that make it a drop. */
const DROPS = ['heartbeat_timeout', 'abnormal', 'slow_reader', 'internal_error'];

/** What has been counted since the program started. Buckets go by their upper bound. */
export type Totals = Record<
  'requests' | 'requestBuckets' | 'sockets' | 'turns' | 'firstTokenBuckets' | 'tokens' | 'webhooks',
  Record<string, number>
>;

/** Reads the few counters and histograms that samples are made of. */
export async function readTotals(): Promise<Totals> {
  const [requests, disconnects, turns, firstTokens, tokens, webhooks] = await Promise.all(
    [
      'http_server_request_duration_seconds',
      'turnpike_websocket_disconnects_total',
      'turnpike_turn_duration_seconds',
      'turnpike_turn_time_to_first_token_seconds',
      'gen_ai_client_token_usage',
      'turnpike_webhook_events_total',
    ].map(recorded),
  );
  return {
    requests: sumBy(countsOf(requests!), ({ labels }) => classOf(Number(labels.http_response_status_code))),
    requestBuckets: bucketsOf(requests!),
    sockets: sumBy(disconnects!, ({ labels }) => (DROPS.includes(String(labels.reason)) ? 'dropped' : 'ended')),
    turns: sumBy(countsOf(turns!), ({ labels }) => String(labels.outcome)),
    firstTokenBuckets: bucketsOf(firstTokens!),
    tokens: sumBy(partOf(tokens!, '_sum'), ({ labels }) => String(labels.gen_ai_token_type)),
    webhooks: sumBy(webhooks!, ({ labels }) => (labels.outcome === 'dead' ? 'failed' : String(labels.outcome))),
  };
}

/** How much each total has grown. One that has shrunk began anew, as Prometheus has it. */
export function growth(before: Totals, after: Totals): Totals {
  const grown = Object.entries(after).map(([group, totals]) => {
    const earlier = before[group as keyof Totals];
    const entries = Object.entries(totals).map(([key, total]) => {
      const start = earlier[key] ?? 0;
      return [key, total < start ? total : total - start];
    });
    return [group, Object.fromEntries(entries)];
  });
  return Object.fromEntries(grown) as Totals;
}

function sumBy(values: readonly Recorded[], keyOf: (value: Recorded) => string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const each of values) {
    const key = keyOf(each);
    sums[key] = (sums[key] ?? 0) + each.value;
  }
  return sums;
}

const partOf = (values: readonly Recorded[], end: string) => values.filter((each) => each.metricName?.endsWith(end));
const countsOf = (values: readonly Recorded[]) => partOf(values, '_count');
const bucketsOf = (values: readonly Recorded[]) =>
  sumBy(partOf(values, '_bucket'), ({ labels }) => (labels.le === '+Inf' ? 'Infinity' : String(labels.le)));

function classOf(status: number): string {
  if (status === 499) return 'aborted';
  if (status >= 500) return 'serverErrors';
  return status >= 400 ? 'clientErrors' : 'answered';
}
