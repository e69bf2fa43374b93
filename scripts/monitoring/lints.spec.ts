import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { routingProblems } from './alertmanager.mjs';
import { seriesOf } from './catalogue.mjs';
import { pageQueries, panelQueries, unusedProblems } from './coverage.mjs';
import { DASHBOARDS, driftProblems, panelProblems } from './dashboards.mjs';
import { ruleTestProblems } from './rule-tests.mjs';
import { alertProblems, pageOf, readRules, ruleQueries } from './rules.mjs';
import { queriesInRunbooks, runbookProblems } from './runbooks.mjs';
import { missingTools } from './tools.mjs';

const FOLDER = 'monitoring/grafana/dashboards';
let folder: string;
beforeEach(() => {
  mkdirSync('.data/tmp', { recursive: true });
  folder = mkdtempSync(join(process.cwd(), '.data/tmp/monitoring-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const series = () =>
  seriesOf([
    { name: 'ready', type: 'gauge', labels: {} },
    { name: 'turns_total', type: 'counter', labels: { outcome: ['completed', 'failed'] } },
  ]);
const alert = (planted: Record<string, unknown> = {}, annotations: Record<string, unknown> = {}) => ({
  file: 'a.yml',
  alert: 'NotReady',
  expr: 'ready == 0',
  labels: { severity: 'warning', component: 'http' },
  annotations: {
    summary: '{{ $labels.instance }} is not ready.',
    description: 'It cannot work.',
    dashboard: '/d/overview',
    runbook_url: 'docs/runbooks/not-ready.md',
    ...annotations,
  },
  ...planted,
});
const dashboard = (expr: string, planted: Record<string, unknown> = {}, legendFormat = '{{instance}}') => ({
  title: 'Page',
  panels: [
    {
      type: 'timeseries',
      title: 'Panel',
      description: 'What it shows.',
      fieldConfig: { defaults: { unit: 'short' } },
      targets: [{ expr, legendFormat }],
      ...planted,
    },
  ],
});

describe('an alert', () => {
  const judged = (rule: object, isThere = (file: string) => file === 'docs/runbooks/not-ready.md') =>
    alertProblems([rule], ['overview'], isThere);

  it('is fine with all that it owes to whom it wakes', () => {
    expect(judged(alert())).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['no severity', alert({ labels: { component: 'http' } }), 'has no severity'],
    ['a severity of its own', alert({ labels: { severity: 'page', component: 'http' } }), 'has no severity out of'],
    ['no component', alert({ labels: { severity: 'info' } }), 'has no component'],
    ['no summary', alert({}, { summary: '' }), 'has no summary'],
    ['no description', alert({}, { description: undefined }), 'has no description'],
    ['no dashboard', alert({}, { dashboard: undefined }), 'has no dashboard that exists'],
    ['a dashboard that is gone', alert({}, { dashboard: '/d/gone' }), 'has no dashboard that exists: /d/gone'],
    ['another runbook', alert({}, { runbook_url: 'docs/runbooks/other.md' }), 'has another runbook_url than'],
  ])('is refused with %s', (_, rule, problem) => {
    expect(judged(rule)).toEqual([expect.stringContaining(`NotReady ${problem}`)]);
  });

  it('is refused when its runbook is not there', () => {
    expect(judged(alert(), () => false)).toEqual(['NotReady has no runbook docs/runbooks/not-ready.md']);
  });

  it('is refused when another has its name', () => {
    expect(alertProblems([alert(), alert()], ['overview'], () => true)).toEqual(['NotReady is there twice']);
  });

  it.each([
    ['NotReady', 'not-ready'],
    ['SloBudgetBurnFast', 'slo-budget-burn-fast'],
    ['LlmErrorRate', 'llm-error-rate'],
  ])('%s has the page %s', (name, page) => {
    expect(pageOf(name)).toBe(page);
  });
});

describe('a rule', () => {
  it.each<[string, object, string]>([
    ['names a metric that is not there', alert({ expr: 'redy == 0' }), 'there is no series redy'],
    ['names a label that is not there', alert({ expr: 'ready{queue="x"} == 0' }), 'ready has no label queue'],
    ['shows a label that is lost', alert({ expr: 'max(ready) == 0' }), 'its annotations show the label instance'],
  ])('is refused when it %s', (_, rule, problem) => {
    const { problems } = ruleQueries([rule], series());
    expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(`a.yml: NotReady: ${problem}`)]));
  });

  it('may use what another has recorded, with the labels that are left of it', () => {
    const record = { file: 'a.yml', record: 'turns:rate5m', expr: 'sum by (outcome) (rate(turns_total[5m]))' };
    const annotations = { summary: '{{ $labels.outcome }}' };
    const uses = (expr: string) => ruleQueries([record, alert({ expr, annotations })], series()).problems;
    expect(uses('turns:rate5m{outcome="failed"} > 1')).toEqual([]);
    expect(uses('turns:rate5m{instance="a"} > 1')).toEqual([expect.stringContaining('has no label instance')]);
  });

  it('is read from every file of its folder', () => {
    const group = (name: string) => `groups: [{ name: ${name}, rules: [{ alert: ${name}, expr: up }] }]`;
    writeFileSync(join(folder, 'b.yml'), group('B'));
    writeFileSync(join(folder, 'a.yml'), group('A'));
    expect(readRules(folder)).toEqual([
      { file: 'a.yml', alert: 'A', expr: 'up' },
      { file: 'b.yml', alert: 'B', expr: 'up' },
    ]);
  });
});

describe('the tests of rules', () => {
  const tests = (...cases: [string, object[]][]) => [
    { content: { tests: cases.map(([alertname, exp_alerts]) => ({ alert_rule_test: [{ alertname, exp_alerts }] })) } },
  ];

  it('are enough when an alert fires in one and is silent in another', () => {
    expect(ruleTestProblems([alert()], tests(['NotReady', [{}]], ['NotReady', []]))).toEqual([]);
  });

  it.each<[string, [string, object[]][], string]>([
    ['nobody has seen it fire', [['NotReady', []]], 'NotReady has no test in which it fires'],
    ['nobody has seen it silent', [['NotReady', [{}]]], 'NotReady has no test in which it is silent'],
    [
      'the alert is gone',
      [
        ['NotReady', [{}]],
        ['NotReady', []],
        ['Gone', []],
      ],
      'a test asks for Gone, and there is no such alert',
    ],
  ])('are refused when %s', (_, cases, problem) => {
    expect(ruleTestProblems([alert()], tests(...cases))).toEqual([problem]);
  });
});

describe('a panel', () => {
  it.each<[string, ReturnType<typeof dashboard>, string]>([
    ['names a metric that is not there', dashboard('redy', {}, 'ready'), 'there is no series redy'],
    ['names a label that is not there', dashboard('ready{queue="x"}'), 'ready has no label queue'],
    ['has a legend that shows nothing', dashboard('sum(ready)'), 'its legend shows the label instance'],
  ])('is refused when it %s', (_, page, problem) => {
    expect(panelQueries([page], series()).problems).toEqual([`Page: Panel: ${problem}`].map(expect.stringContaining));
  });

  it.each<[string, object, string]>([
    ['title', { title: '' }, 'has no title'],
    ['description', { description: '' }, 'has no description'],
    ['unit', { fieldConfig: { defaults: {} } }, 'has no unit'],
    ['query', { targets: [] }, 'has no query'],
    ['legend', { targets: [{ expr: 'ready' }] }, 'has a query without a legend'],
  ])('is refused without a %s', (_, planted, problem) => {
    expect(panelProblems([dashboard('ready', planted)])).toEqual([expect.stringContaining(problem)]);
  });
});

describe('a metric', () => {
  it('is refused when it is on no panel and in no rule', () => {
    const rules = ruleQueries([alert()], series()).metrics;
    const panels = panelQueries([dashboard('up')], series()).metrics;
    expect(unusedProblems(['ready', 'turns_total'], rules, panels)).toEqual([
      'turns_total is on no panel and in no rule',
    ]);
  });
});

describe('the dashboards', () => {
  it('here are what their sources make of them, and whole', async () => {
    expect(await driftProblems()).toEqual([]);
    expect(panelProblems(DASHBOARDS)).toEqual([]);
    expect(DASHBOARDS).toHaveLength(5);
  });

  it('are refused when somebody changed one, left one out or made one by hand', async () => {
    cpSync(FOLDER, folder, { recursive: true });
    writeFileSync(join(folder, 'turnpike-overview.json'), '{}');
    writeFileSync(join(folder, 'by-hand.json'), '{}');
    rmSync(join(folder, 'turnpike-runtime.json'));
    expect(await driftProblems(DASHBOARDS, folder)).toEqual([
      expect.stringContaining('turnpike-overview.json is not what its source makes'),
      expect.stringContaining('turnpike-runtime.json is not what its source makes'),
      'by-hand.json has no source',
    ]);
  });
});

describe('a runbook', () => {
  const PAGE = '# Page\n\n## First look\n\nHere.\n\n## Likely causes\n\nThis.\n\n## Commands\n\n```sh\nls\n```\n';
  const judged = (page: string, index = '[page](page.md)') => {
    writeFileSync(join(folder, 'page.md'), page);
    writeFileSync(join(folder, 'README.md'), index);
    return runbookProblems(folder);
  };

  it('is fine with its three sections and a line in the index', () => {
    expect(judged(`${PAGE}\n[itself](page.md), [elsewhere](https://example.com)\n`)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['no first look', PAGE.replace('First look', 'Look'), 'page.md has no section "First look"'],
    ['no causes', PAGE.replace('## Likely causes', ''), 'page.md has no section "Likely causes"'],
    ['no commands', PAGE.replace(/```[^]*```/, ''), 'page.md has no section "Commands"'],
    ['a link to nowhere', `${PAGE}[gone](gone.md)`, 'page.md leads to gone.md, which is not there'],
  ])('is refused with %s', (_, page, problem) => {
    expect(judged(page)).toEqual([problem]);
  });

  it('is refused when it is not in the index', () => {
    expect(judged(PAGE, '# Runbooks')).toEqual(['page.md is not in README.md']);
  });

  it('is refused when it asks for what is not there, in a block or in a command', () => {
    const command = `promtool query instant "$PROM" 'turns_total{kind="x"}'`;
    judged(`${PAGE}\n\`\`\`promql\nredy == 0\n\`\`\`\n\n\`\`\`sh\n${command}\n\`\`\`\n`);
    expect(pageQueries(queriesInRunbooks(folder), series())).toEqual([
      'page.md: there is no series redy',
      'page.md: turns_total has no label kind',
    ]);
  });

  it('is whole here, each of them', () => {
    expect(runbookProblems('docs/runbooks')).toEqual([]);
  });
});

describe('routing', () => {
  it('is refused when a severity reaches somebody else', async () => {
    const everythingToSlack = async () => 'slack';
    expect(
      await routingProblems([alert(), alert({ labels: { severity: 'critical', component: 'x' } })], everythingToSlack),
    ).toEqual([
      'severity=critical component=x reaches slack instead of pagerduty-and-slack',
      'severity=unheard-of component=anything reaches slack instead of email',
    ]);
  });
});

describe('tools', () => {
  it('that are missing are named, and how to get them', () => {
    expect(missingTools(['promtool'], folder)).toEqual([
      expect.stringContaining('promtool is missing: apt-get install --no-install-recommends prometheus'),
    ]);
  });
});
