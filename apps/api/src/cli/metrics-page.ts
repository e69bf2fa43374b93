import { OPEN, type MetricDefinition } from '@app/metrics';

const PARTS: [string, RegExp][] = [
  ['HTTP', /^http_/],
  ['Turns and the model', /^(gen_ai_|turnpike_(turn|llm))/],
  ['WebSocket', /^turnpike_websocket/],
  ['Sign-in and mail', /^turnpike_(logins|oauth|mails)/],
  [
    'Billing',
    /^turnpike_(billing|checkout|webhook|subscriptions|mrr|quota|stripe|refunds|disputes|meter|duplicate|job)/,
  ],
  ['Database', /^db_/],
  ['Process', /^(nodejs|process)_/],
  ['The program', /./],
];

const INTRODUCTION = `# Metrics

Written by \`npm run cli -- metrics:list --markdown\` from the catalogue, which every library fills by its \`*.metrics.ts\`; a
test fails when this page is out of date. \`GET /metrics\` is for this machine, or for whoever has \`METRICS_TOKEN\`.

- Labels come from code or from the configuration, never from a request, a user or Stripe. A label whose values are not listed
  here takes them from the configuration (plans, providers, models) or from constants of the code (routes, error codes).
- Every combination of listed values starts at zero, so that a rate sees the first event; of histograms those with an
  \`error_type\` begin with the first failure, and so do all where the zeros would fill more than 150 lines. A label that is
  empty is not shown, which to Prometheus is the same.
- A metric has at most 500 label sets. What would be the next is counted under \`__overflow__\` and in
  \`turnpike_metric_label_sets_lost_total\`.
- \`METRICS_EXEMPLARS=true\` switches to OpenMetrics: buckets of histograms then carry the trace of their latest value.
- Gauges that count rows are read from the database when Prometheus asks, at most every 30 seconds.
`;

/** docs/metrics.md, whole. */
export function metricsPage(metrics: readonly MetricDefinition[]): string {
  const left = new Set(metrics);
  const parts = PARTS.map(([title, belongs]) => {
    const mine = [...left].filter(({ name }) => belongs.test(name));
    for (const metric of mine) left.delete(metric);
    return `\n## ${title}\n\n${mine.map(entry).join('\n')}`;
  });
  return INTRODUCTION + parts.join('');
}

function entry({ name, type, help, labels, buckets }: MetricDefinition): string {
  const values = Object.entries(labels).map(([label, allowed]) =>
    allowed === OPEN ? `  - \`${label}\`` : `  - \`${label}\`: ${listed(allowed as readonly string[])}`,
  );
  const sizes = buckets ? [`  - buckets: ${buckets.join(', ')}`] : [];
  return `${[`- **\`${name}\`** (${type}): ${help.replace(/\.$/, '')}.`, ...values, ...sizes].join('\n')}\n`;
}

const listed = (values: readonly string[]) =>
  values.map((value) => (value === '' ? '(empty)' : `\`${value}\``)).join(', ');
