// How our dashboards are made: every panel has a title, a description, a unit, legends, and the limit of its alert where it has one.
import {
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
  GraphThresholdsStyleConfigBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DashboardLinkBuilder,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

const DATASOURCE = { type: 'prometheus', uid: 'turnpike-prometheus' };
const COLUMNS = 24;

/** A metric of the chosen instances, with further matchers if there are any. */
export const of = (metric, matchers = '') => `${metric}{instance=~"$instance"${matchers && `, ${matchers}`}}`;
/** How much of it there is a second. */
export const rate = (metric, matchers) => `rate(${of(metric, matchers)}[$__rate_interval])`;
/** How many there were within what the dashboard shows. */
export const during = (metric, matchers) => `increase(${of(metric, matchers)}[$__range])`;
/** A quantile of a histogram in the chosen instances; `by` are further labels, as `, name`. */
export const quantile = (q, histogram, { matchers = '', by = '' } = {}) =>
  `histogram_quantile(${q}, sum by (le${by}) (${rate(`${histogram}_bucket`, matchers)}))`;
/** 0 rather than nothing where no series has begun yet. */
export const orZero = (query) => `${query} or vector(0)`;

/**
 * A graph: `queries` are [query, legend] pairs. `limit` is drawn as a line, in red from there on. `stacked` puts the series on top of
 * each other; `width` is out of 24.
 */
export function graph({ title, description, unit, queries, limit, stacked = false, width = 8, max }) {
  const panel = described(new TimeSeriesBuilder(), { title, description, unit, queries, width }).height(8);
  panel
    .min(0)
    .lineWidth(1)
    .fillOpacity(stacked ? 30 : 8)
    .spanNulls(false);
  panel.legend(new VizLegendOptionsBuilder().displayMode('list').placement('bottom').showLegend(true).calcs([]));
  panel.tooltip(new VizTooltipOptionsBuilder().mode('multi').sort('desc'));
  if (max !== undefined) panel.max(max);
  if (stacked) panel.stacking(new StackingConfigBuilder().mode('normal'));
  if (limit === undefined) return panel;
  return panel.thresholds(steps(limit)).thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode('dashed'));
}

/** One number, the newest. It is red from `limit` on, or with `isFloor` below it. */
export function number({
  title,
  description,
  unit,
  queries,
  limit,
  isFloor = false,
  width = 4,
  names = false,
  decimals,
}) {
  const panel = described(new StatBuilder(), { title, description, unit, queries, width, instant: true }).height(4);
  panel
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .textMode(names ? 'name' : 'auto')
    .graphMode('none')
    .colorMode(limit === undefined ? 'none' : 'value');
  if (decimals !== undefined) panel.decimals(decimals);
  return limit === undefined ? panel : panel.thresholds(steps(limit, isFloor));
}

/** A dashboard out of rows: [title, panels]. Its address is `/d/<uid>`. */
export function dashboard({ uid, title, description, rows }) {
  const builder = new DashboardBuilder(`Turnpike: ${title}`)
    .uid(uid)
    .description(description)
    .tags(['turnpike'])
    .readonly();
  builder
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .refresh('30s')
    .tooltip(1)
    .version(1)
    .withVariable(instances())
    .annotations([]);
  builder.link(
    new DashboardLinkBuilder('Turnpike')
      .type('dashboards')
      .tags(['turnpike'])
      .includeVars(true)
      .placement(undefined)
      .keepTime(true),
  );
  let id = 0;
  for (const [name, panels] of rows) {
    checkWidths(title, name, panels);
    builder.withRow(new RowBuilder(name).id(++id));
    for (const panel of panels) builder.withPanel(panel.id(++id));
  }
  return builder.build();
}

function described(panel, { title, description, unit, queries, width, instant = false }) {
  panel.title(title).description(description).unit(unit).span(width).datasource(DATASOURCE);
  queries.forEach(([query, legend], at) => {
    const target = new DataqueryBuilder()
      .expr(query)
      .legendFormat(legend)
      .refId(String.fromCharCode(65 + at))
      .datasource(DATASOURCE);
    panel.withTarget(instant ? target.instant() : target.range());
  });
  return panel;
}

const steps = (limit, isFloor = false) =>
  new ThresholdsConfigBuilder().mode('absolute').steps([
    { value: null, color: isFloor ? 'red' : 'green' },
    { value: limit, color: isFloor ? 'green' : 'red' },
  ]);

const instances = () =>
  new QueryVariableBuilder('instance')
    .label('Instance')
    .datasource(DATASOURCE)
    .query('label_values(turnpike_build_info, instance)')
    .refresh(2)
    .sort(1)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });

/** A line of panels that does not fill the grid looks like one is missing. */
function checkWidths(title, row, panels) {
  const width = panels.reduce((sum, panel) => sum + panel.build().gridPos.w, 0);
  if (width % COLUMNS)
    throw new Error(`${title}: the panels of "${row}" are ${width} wide, which is no multiple of ${COLUMNS}`);
}
