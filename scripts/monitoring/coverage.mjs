// Every metric that is named must be there, and every metric that is there must be looked at.
import { readQuery } from './promql.mjs';
import { queriesOf } from './dashboards.mjs';

/** Reads the queries of every panel. Returns the metrics they use and their problems, legends that can show nothing included. */
export function panelQueries(dashboards, series) {
  const metrics = new Set();
  const problems = dashboards.flatMap(queriesOf).flatMap(({ panel, expr, legend }) => {
    const read = readQuery(expr, series);
    read.metrics.forEach((metric) => metrics.add(metric));
    const shown = [...(legend ?? '').matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label]) => label);
    const lost = shown
      .filter((label) => !read.labels?.has(label))
      .map((label) => `its legend shows the label ${label}, which it has not`);
    return [...read.problems, ...lost].map((problem) => `${panel}: ${problem}`);
  });
  return { metrics, problems };
}

/** Metrics of ours that are on no panel and in no rule. */
export const unusedProblems = (own, ...used) =>
  own
    .filter((name) => !used.some((metrics) => metrics.has(name)))
    .map((name) => `${name} is on no panel and in no rule`);

/** What is wrong with the queries of runbooks: a page and a query each. */
export const pageQueries = (queries, series) =>
  queries.flatMap(({ page, expr }) => readQuery(expr, series).problems.map((problem) => `${page}: ${problem}`));
