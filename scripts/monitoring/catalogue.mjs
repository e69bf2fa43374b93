// Which series there may be, as the built program declares them, and what Prometheus adds.
import { pathToFileURL } from 'node:url';
import { inProject } from '../lib/project.mjs';

/** What Prometheus puts on every series it scrapes: see the targets in prometheus.yml. */
export const TARGET_LABELS = ['job', 'instance', 'environment'];

const BUILT_IN = [
  { name: 'up', type: 'gauge', labels: {} },
  {
    name: 'ALERTS',
    type: 'gauge',
    labels: { alertname: true, alertstate: ['pending', 'firing'], severity: true, component: true },
  },
];

const load = (file) => import(pathToFileURL(inProject('dist', file)).href);

/** The compiled program's metrics: `known` are all that `/metrics` may show, `own` the names that we declare ourselves. */
export async function readCatalogue() {
  const { knownMetrics } = await load('apps/api/src/known-metrics.js');
  const { catalogue } = await load('libs/metrics/src/index.js');
  return { known: knownMetrics(), own: catalogue().map(({ name }) => name) };
}

/**
 * Every series name that a query may use, with its labels: a list of the values where they are closed, else `true`. `metric` is
 * the name in the catalogue, which a histogram's three series share.
 */
export function seriesOf(known) {
  const target = Object.fromEntries(TARGET_LABELS.map((label) => [label, true]));
  const series = new Map();
  for (const { name, type, labels: declared = {}, buckets = [] } of [...known, ...BUILT_IN]) {
    const closed = Object.entries(declared).map(([label, values]) => [label, Array.isArray(values) ? values : true]);
    const labels = { ...target, ...Object.fromEntries(closed) };
    if (type !== 'histogram') series.set(name, { metric: name, labels });
    else {
      series.set(`${name}_bucket`, { metric: name, labels: { ...labels, le: [...buckets.map(String), '+Inf'] } });
      for (const suffix of ['_count', '_sum']) series.set(name + suffix, { metric: name, labels });
    }
  }
  return series;
}
