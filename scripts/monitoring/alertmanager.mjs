// Who is told of what, asked of Alertmanager's own router, and what they read.
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from './tools.mjs';

const FOLDER = 'monitoring/alertmanager';
export const RECEIVERS = { critical: 'pagerduty-and-slack', warning: 'slack', info: 'email' };

/** Alerts that reach somebody else than their severity says. `route` answers with the receiver of some labels. */
export async function routingProblems(alerts, route = askRouter) {
  const kinds = [
    ...new Set(alerts.map(({ labels }) => `${labels.severity} ${labels.component}`)),
    'unheard-of anything',
  ];
  const problems = kinds.map(async (kind) => {
    const [severity, component] = kind.split(' ');
    const wanted = RECEIVERS[severity] ?? 'email';
    const receiver = await route({ severity, component });
    return (
      receiver !== wanted && `severity=${severity} component=${component} reaches ${receiver} instead of ${wanted}`
    );
  });
  return (await Promise.all(problems)).filter(Boolean);
}

async function askRouter(labels) {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return (
    await ask('amtool', ['config', 'routes', 'test', '--config.file=alertmanager.yml', ...pairs], FOLDER)
  ).stdout.trim();
}

/** Messages in which an alert does not say what it is, where to look and what to do. */
export async function messageProblems({ alert, labels, annotations }) {
  const one = (status) => ({ status, labels: { alertname: alert, ...labels }, annotations });
  const data = {
    status: 'firing',
    commonLabels: labels,
    groupLabels: labels,
    alerts: [one('firing'), one('resolved')],
  };
  const { dashboard, runbook_url: runbook, description } = annotations;
  const wanted = {
    title: [alert, '(of 2)'],
    dashboard: [dashboard],
    runbook: [runbook],
    color: [''],
    text: [alert, description, runbook, 'Over: '],
  };
  const folder = mkdtempSync(join(tmpdir(), 'turnpike-message-'));
  try {
    writeFileSync(join(folder, 'data.json'), JSON.stringify(data));
    const problems = Object.entries(wanted).map(async ([name, words]) => {
      const { ok, output } = await render(name, join(folder, 'data.json'));
      const missing = words.filter((word) => !output.includes(word));
      return (!ok || missing.length > 0) && `the message's ${name} lacks ${missing.join(', ')}: ${output.trim()}`;
    });
    return (await Promise.all(problems)).filter(Boolean);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const render = (name, data) =>
  ask(
    'amtool',
    [
      'template',
      'render',
      '--template.glob=templates/*.tmpl',
      `--template.text={{ template "turnpike.${name}" . }}`,
      `--template.data=${data}`,
    ],
    FOLDER,
  );
