// npm run check:monitoring: whether alerts, dashboards and runbooks are right, by promtool, amtool and lints of our own.
// Needs the built program, for the catalogue of metrics comes from it.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, server } from './lib/build.mjs';
import { fail, inProject } from './lib/project.mjs';
import { withProgress } from './lib/tasks.mjs';
import { messageProblems, routingProblems } from './monitoring/alertmanager.mjs';
import { readCatalogue, seriesOf } from './monitoring/catalogue.mjs';
import { pageQueries, panelQueries, unusedProblems } from './monitoring/coverage.mjs';
import { DASHBOARDS, driftProblems, panelProblems } from './monitoring/dashboards.mjs';
import { ruleTestProblems } from './monitoring/rule-tests.mjs';
import { alertProblems, alertsOf, readRules, ruleQueries, yamlFiles } from './monitoring/rules.mjs';
import { queriesInRunbooks, runbookProblems } from './monitoring/runbooks.mjs';
import { judge, missingTools } from './monitoring/tools.mjs';

const PROMETHEUS = 'monitoring/prometheus';
const TESTS = inProject(PROMETHEUS, 'tests');
const RUNBOOKS = inProject('docs', 'runbooks');
const rules = () => readRules(inProject(PROMETHEUS, 'rules'));
const files = (folder) => yamlFiles(inProject(PROMETHEUS, folder)).map(({ file }) => `${folder}/${file}`);

/** Each step and how to find its problems, as sentences. */
export const monitoring = [
  ['tools', () => missingTools()],
  ['prometheus.yml', () => judge('promtool', ['check', 'config', '--syntax-only', 'prometheus.yml'], PROMETHEUS)],
  ['rules', () => judge('promtool', ['check', 'rules', ...files('rules')], PROMETHEUS)],
  ['tests of rules', () => judge('promtool', ['test', 'rules', ...files('tests')], PROMETHEUS)],
  ['alertmanager.yml', () => judge('amtool', ['check-config', 'alertmanager.yml'], 'monitoring/alertmanager')],
  ['routing', () => routingProblems(alertsOf(rules()))],
  ['messages', () => messageProblems(alertsOf(rules())[0])],
  [
    'alerts',
    () =>
      alertProblems(
        rules(),
        DASHBOARDS.map(({ uid }) => uid),
        (file) => existsSync(inProject(file)),
      ),
  ],
  ['an alert fires and is silent in tests', () => ruleTestProblems(alertsOf(rules()), yamlFiles(TESTS))],
  ['runbooks', () => runbookProblems(RUNBOOKS)],
  ['panels', () => panelProblems(DASHBOARDS)],
  ['dashboards', () => driftProblems()],
  ['metrics', metricProblems],
];

async function metricProblems() {
  const { known, own } = await readCatalogue();
  const series = seriesOf(known);
  const inRules = ruleQueries(rules(), series);
  const onPanels = panelQueries(DASHBOARDS, series);
  return [
    ...inRules.problems,
    ...onPanels.problems,
    ...pageQueries(queriesInRunbooks(RUNBOOKS), series),
    ...unusedProblems(own, inRules.metrics, onPanels.metrics),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failures = await build([server]);
  if (failures.length) fail(failures.join('\n'));
  let found = 0;
  for (const [name, findProblems] of monitoring) {
    const problems = await withProgress(name, async () => findProblems());
    for (const problem of problems) console.error(`  ${problem}`);
    found += problems.length;
    if (name === 'tools' && found) break;
  }
  console.log(found ? `Problems: ${found}` : 'Monitoring is in order.');
  // The program's modules, which the catalogue loads, may keep timers.
  process.exit(found ? 1 : 0);
}
