// The rules of Prometheus as they are written, and what each alert owes to whom it wakes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readQuery } from './promql.mjs';

const SEVERITIES = ['critical', 'warning', 'info'];

/** All rules of a folder, in the order of their files: each as it is written, with its `file`. */
export function readRules(folder) {
  return yamlFiles(folder).flatMap(({ file, content }) =>
    content.groups.flatMap(({ rules }) => rules.map((rule) => ({ ...rule, file }))),
  );
}

/** Every YAML file of a folder, parsed. */
export const yamlFiles = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .map((file) => ({ file, content: parse(readFileSync(join(folder, file), 'utf8')) }));

export const alertsOf = (rules) => rules.filter(({ alert }) => alert);

/** The page that an alert's name asks for: `TargetDown` is `target-down`. */
export const pageOf = (alert) => alert.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

/** Reads every rule's query and adds to `series` what they record. Returns the metrics they use and their problems. */
export function ruleQueries(rules, series) {
  const metrics = new Set();
  const problems = [];
  for (const rule of rules) {
    const name = rule.alert ?? rule.record;
    const read = readQuery(rule.expr, series);
    read.metrics.forEach((metric) => metrics.add(metric));
    problems.push(...read.problems.map((problem) => `${rule.file}: ${name}: ${problem}`));
    if (rule.record)
      series.set(name, { metric: name, labels: Object.fromEntries([...(read.labels ?? [])].map((l) => [l, true])) });
    else
      for (const label of labelsShownBy(rule))
        if (!read.labels?.has(label))
          problems.push(`${rule.file}: ${name}: its annotations show the label ${label}, which it has not`);
  }
  return { metrics, problems };
}

const labelsShownBy = ({ annotations }) =>
  [...JSON.stringify(annotations ?? {}).matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);

/** What is missing of an alert: who it goes to, what it says, where to look, what to do. `isThere` asks for a file of the project. */
export function alertProblems(rules, dashboards, isThere) {
  const problems = alertsOf(rules).flatMap(({ alert, labels = {}, annotations = {} }) => {
    const { summary, description, dashboard, runbook_url: runbook } = annotations;
    const page = `docs/runbooks/${pageOf(alert)}.md`;
    return [
      !SEVERITIES.includes(labels.severity) && `has no severity out of ${SEVERITIES.join(', ')}`,
      !labels.component && 'has no component',
      !summary && 'has no summary',
      !description && 'has no description',
      !dashboards.some((uid) => dashboard === `/d/${uid}`) && `has no dashboard that exists: ${dashboard}`,
      runbook !== page && `has another runbook_url than ${page}: ${runbook}`,
      !isThere(page) && `has no runbook ${page}`,
    ]
      .filter(Boolean)
      .map((problem) => `${alert} ${problem}`);
  });
  const names = alertsOf(rules).map(({ alert }) => alert);
  return [...problems, ...names.filter((name, at) => names.indexOf(name) < at).map((name) => `${name} is there twice`)];
}
