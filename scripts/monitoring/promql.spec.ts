import { seriesOf } from './catalogue.mjs';
import { readQuery } from './promql.mjs';

const OPEN = Symbol('open');
const series = seriesOf([
  { name: 'turns_total', type: 'counter', labels: { outcome: ['completed', 'failed'], model: OPEN } },
  { name: 'turn_seconds', type: 'histogram', labels: { outcome: ['completed', 'failed'] }, buckets: [1, 10] },
  { name: 'ready', type: 'gauge', labels: {} },
  { name: 'provider_seconds', type: 'histogram', labels: { error_type: ['', 'timeout'] }, buckets: [1] },
]);
const read = (query: string) => readQuery(query, series);

describe('a query', () => {
  it.each<[string, string]>([
    ['reads a counter', 'sum by (outcome) (rate(turns_total{outcome="failed"}[5m]))'],
    ['reads the three series of a histogram', 'turn_seconds_sum / turn_seconds_count > 1 and turn_seconds_count > 0'],
    ['asks for a quantile', 'histogram_quantile(0.9, sum by (le, outcome) (rate(turn_seconds_bucket[5m])))'],
    ['names labels that Prometheus adds', 'max by (instance, job, environment) (ready{job="turnpike"})'],
    ['asks for what Prometheus knows', 'up == 0 or count(ALERTS{alertstate="firing"})'],
    [
      'has the words of Grafana',
      'rate(turns_total{model=~"$model"}[$__rate_interval]) + increase(turns_total[$__range])',
    ],
    ['gives nought where there is nothing', 'sum(rate(turns_total{outcome="failed"}[5m])) or vector(0)'],
    ['writes a bucket in both ways', 'turn_seconds_bucket{le=~"10|10.0"}'],
    ['leaves out the empty value', 'provider_seconds_count{error_type!~"|timeout"}'],
    ['makes a label of another', 'sum by (kind) (label_replace(turns_total, "kind", "$1", "outcome", "(.*)"))'],
    ['matches on a label', 'turns_total > 0 and on (instance) ready == 1'],
    ['chooses the largest', 'sum by (model) (topk(3, turns_total))'],
  ])('is fine when it %s', (_, query) => {
    expect(read(query).problems).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['names a metric that is not there', 'rate(turn_total[5m])', 'there is no series turn_total'],
    ['names a histogram by itself', 'rate(turn_seconds[5m])', 'there is no series turn_seconds'],
    ['counts what is no histogram', 'turns_total_count', 'there is no series turns_total_count'],
    ['matches a label that is not there', 'ready{outcome="failed"}', 'ready has no label outcome'],
    ['matches a value that never is', 'turns_total{outcome="error"}', 'turns_total has no outcome="error"'],
    ['has one such value among others', 'turns_total{outcome=~"failed|error"}', 'turns_total has no outcome="error"'],
    ['matches a bucket that is not there', 'turn_seconds_bucket{le="5"}', 'turn_seconds_bucket has no le="5"'],
    ['hides its metric', '{__name__="ready"}', 'there is no series {__name__="ready"}'],
    ['is not finished', 'sum(rate(turns_total[5m])', 'is no PromQL'],
    ['aggregates by a label that is not there', 'sum by (plan) (turns_total)', 'no label plan to aggregate by'],
    ['aggregates by a label that is gone', 'sum by (model) (sum by (outcome) (turns_total))', 'no label model'],
    ['loses the buckets of a quantile', 'histogram_quantile(0.9, sum(rate(turn_seconds_bucket[5m])))', 'le is lost'],
    ['compares what never meets', 'sum by (outcome) (turns_total) > 0 and sum(ready) > 0', 'the sides never match'],
    ['matches on a label of one side', 'turns_total and on (outcome) ready', 'outcome is not on both sides'],
  ])('is refused when it %s', (_, query, problem) => {
    expect(read(query).problems).toEqual([expect.stringContaining(problem)]);
  });

  it('says what it reads, histograms by their own name', () => {
    expect([...read('turn_seconds_sum / turn_seconds_count + on (instance) ready').metrics]).toEqual([
      'turn_seconds',
      'ready',
    ]);
  });

  it.each([
    ['sum by (outcome) (turns_total)', ['outcome']],
    ['sum without (outcome, job, instance, environment) (turns_total)', ['model']],
    ['histogram_quantile(0.9, sum by (le, outcome) (turn_seconds_bucket))', ['outcome']],
    ['2 * sum(turns_total)', []],
    ['absent(ready)', []],
    ['1', undefined],
  ])('%s has the labels %j', (query, labels) => {
    const { labels: found } = read(query);
    expect(found && [...found]).toEqual(labels);
  });
});
