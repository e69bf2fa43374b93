import { registry, MetricsRegistry } from '../exposition/metrics-registry.js';
import { Span } from '@app/platform';
import type { MetricsConfig } from '../metrics.config.js';
import { catalogue, everyMetric } from './catalogue.js';
import { counter } from './counter.js';
import { gauge } from './gauge.js';
import { histogram } from './histogram.js';
import { OPEN } from './labels.js';

const orders = counter({
  name: 'test_orders_total',
  help: 'Orders.',
  labels: { size: ['small', 'large'], paid: ['yes', 'no'] },
});
const events = counter({
  name: 'test_events_total',
  help: 'Events.',
  labels: { type: ['known', 'other'], plan: OPEN },
});
const visits = counter({ name: 'test_visits_total', help: 'Visits.', labels: { page: OPEN } });
const waiting = gauge({ name: 'test_waiting', help: 'Waiting.' });
const stock = gauge({ name: 'test_stock', help: 'Stock.', labels: { shelf: OPEN } });
const duration = histogram({
  name: 'test_duration_seconds',
  help: 'Time.',
  labels: { outcome: ['ok', 'failed'] },
  buckets: [1, 2],
});

const wide = histogram({
  name: 'test_wide_seconds',
  help: 'Time of steps.',
  labels: { step: [...'abcdefghijklmnop'] },
  buckets: [1, 2, 3, 4, 5, 6, 7, 8],
});

const metrics = new MetricsRegistry({ metricsExemplars: false } as MetricsConfig);
const lines = async (start: string) => (await metrics.text()).split('\n').filter((line) => line.startsWith(start));

beforeEach(() => metrics.onModuleDestroy());

describe('a metric', () => {
  it('starts every combination of its closed labels at zero', async () => {
    expect(await lines('test_orders_total{')).toEqual([
      'test_orders_total{size="small",paid="yes"} 0',
      'test_orders_total{size="small",paid="no"} 0',
      'test_orders_total{size="large",paid="yes"} 0',
      'test_orders_total{size="large",paid="no"} 0',
    ]);
    expect(await lines('test_waiting')).toEqual(['test_waiting 0']);
    expect(await lines('test_duration_seconds_count')).toEqual([
      'test_duration_seconds_count{outcome="ok"} 0',
      'test_duration_seconds_count{outcome="failed"} 0',
    ]);
  });

  it('with so many buckets that zeros would fill pages begins with the first value of each label set', async () => {
    expect(await lines('test_wide_seconds')).toEqual([]);
    wide.observe({ step: 'b' }, 1);
    expect(await lines('test_wide_seconds_count')).toEqual(['test_wide_seconds_count{step="b"} 1']);
  });

  it('starts open labels at zero once their values are known', async () => {
    expect(await lines('test_events_total{')).toEqual([]);
    events.startAtZero({ plan: ['free'] });
    expect(await lines('test_events_total{')).toEqual([
      'test_events_total{type="known",plan="free"} 0',
      'test_events_total{type="other",plan="free"} 0',
    ]);
  });

  it('counts, sets and observes', async () => {
    orders.inc({ size: 'small', paid: 'no' });
    orders.inc({ size: 'small', paid: 'no' }, 2);
    waiting.inc({});
    waiting.set({}, 7);
    waiting.dec({}, 2);
    duration.observe({ outcome: 'ok' }, 1.5);
    expect(await lines('test_orders_total{size="small",paid="no"}')).toEqual([
      'test_orders_total{size="small",paid="no"} 3',
    ]);
    expect(await lines('test_waiting')).toEqual(['test_waiting 5']);
    expect(await lines('test_duration_seconds_bucket{le="1",outcome="ok"}')).toEqual([
      'test_duration_seconds_bucket{le="1",outcome="ok"} 0',
    ]);
    expect(await lines('test_duration_seconds_bucket{le="2",outcome="ok"}')).toEqual([
      'test_duration_seconds_bucket{le="2",outcome="ok"} 1',
    ]);
  });

  it('counts an unlisted value as other where its list has one', async () => {
    events.inc({ type: 'never.heard.of', plan: 'free' });
    expect(await lines('test_events_total{type="other"')).toEqual(['test_events_total{type="other",plan="free"} 1']);
  });

  it('refuses an unlisted value in tests, and marks it in a running program', async () => {
    const unlisted = { size: 'huge' as 'small', paid: 'no' } as const;
    expect(() => orders.inc(unlisted)).toThrow('"huge" is no value of the label size');
    process.env.NODE_ENV = 'production';
    try {
      orders.inc(unlisted);
    } finally {
      process.env.NODE_ENV = 'test';
    }
    expect(await lines('test_orders_total{size="__invalid__"')).toEqual([
      'test_orders_total{size="__invalid__",paid="no"} 1',
    ]);
  });

  it('never has more than 500 label sets, and counts what it lost', async () => {
    for (let page = 0; page < 510; page++) visits.inc({ page: `page-${page}` });
    expect(await lines('test_visits_total{')).toHaveLength(501);
    expect(await lines('test_visits_total{page="__overflow__"}')).toEqual([
      'test_visits_total{page="__overflow__"} 10',
    ]);
    expect(await lines('turnpike_metric_label_sets_lost_total{')).toEqual([
      'turnpike_metric_label_sets_lost_total{metric="test_visits_total"} 10',
    ]);
  });

  it('does not show a label whose value is empty', async () => {
    visits.inc({ page: '' });
    expect(await lines('test_visits_total')).toEqual(['test_visits_total 1']);
  });

  it('belongs to one declaration', () => {
    expect(() => counter({ name: 'test_orders_total', help: 'Again.' })).toThrow('declared twice');
    expect(catalogue().map(({ name }) => name)).toContain('test_orders_total');
  });
});

describe('a gauge that is read on scrape', () => {
  it('shows what the reader sets, and forgets what it no longer sets', async () => {
    const shelves = [
      ['a', 3],
      ['b', 4],
    ] as [string, number][];
    stock.collect((set) => shelves.forEach(([shelf, count]) => set({ shelf }, count)));
    expect(await lines('test_stock{')).toEqual(['test_stock{shelf="a"} 3', 'test_stock{shelf="b"} 4']);
    shelves.pop();
    expect(await lines('test_stock{')).toEqual(['test_stock{shelf="a"} 3']);
  });

  it('keeps its last values when the reader fails', async () => {
    let fails = false;
    stock.collect(async (set) => {
      if (fails) throw new Error('the shelf is gone');
      set({ shelf: 'a' }, 3);
    });
    await metrics.text();
    fails = true;
    expect(await lines('test_stock{')).toEqual(['test_stock{shelf="a"} 3']);
  });

  it('does not hold up the scrape when the reader hangs', async () => {
    stock.collect(() => new Promise(() => undefined));
    const startedAt = performance.now();
    await metrics.text();
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });
});

describe('the registry', () => {
  it('speaks OpenMetrics with the trace of the latest value when exemplars are wanted, and plain text afterwards', async () => {
    const withExemplars = new MetricsRegistry({ metricsExemplars: true } as MetricsConfig);
    withExemplars.onModuleInit();
    const span = new Span('a test');
    span.run(() => duration.observe({ outcome: 'ok' }, 1.5));
    duration.observe({ outcome: 'failed' }, 1.5);
    const text = await withExemplars.text();
    expect(withExemplars.contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    const exemplar = new RegExp(
      `^test_duration_seconds_bucket{le="2",outcome="ok"} 1 # {trace_id="${span.traceId}",span_id="${span.spanId}"} 1.5 [0-9.]+$`,
      'm',
    );
    expect(text).toMatch(exemplar);
    expect(text).toMatch(/^test_duration_seconds_bucket{le="2",outcome="failed"} 1$/m);
    expect(text).toMatch(/^# TYPE test_orders counter\ntest_orders_total{/m);
    expect(text.endsWith('# EOF\n')).toBe(true);
    expect(text.match(/^# TYPE test_orders /gm)).toHaveLength(1);
    expect((await withExemplars.text()).match(/^# TYPE test_orders /gm)).toHaveLength(1);
    withExemplars.onModuleDestroy();

    metrics.onModuleInit();
    span.run(() => duration.observe({ outcome: 'ok' }, 1.5));
    const plain = await metrics.text();
    expect(metrics.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(plain).not.toContain('trace_id');
    expect(plain).toMatch(/^# TYPE test_orders_total counter$/m);
  });

  it('leaves nothing behind for the next program in the same process', async () => {
    orders.inc({ size: 'small', paid: 'no' });
    stock.set({ shelf: 'a' }, 1);
    metrics.onModuleDestroy();
    expect(registry.getMetricsAsArray()).toEqual([]);
    expect(await lines('test_orders_total{size="small",paid="no"}')).toEqual([
      'test_orders_total{size="small",paid="no"} 0',
    ]);
    expect(await lines('test_stock{')).toEqual([]);
  });

  it('knows every metric by a help text and a name that follows the rules of Prometheus', () => {
    for (const { name, type, help } of everyMetric()) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(help).toMatch(/\S/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
    }
  });
});
