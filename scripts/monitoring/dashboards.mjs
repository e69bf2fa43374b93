// The dashboards' JSON comes from monitoring/grafana/src. With --write it is written; without, drift is a problem.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { inProject } from '../lib/project.mjs';
import overview from '../../monitoring/grafana/src/overview.mjs';
import runtime from '../../monitoring/grafana/src/runtime.mjs';
import signInAndBilling from '../../monitoring/grafana/src/sign-in-and-billing.mjs';
import turns from '../../monitoring/grafana/src/turns.mjs';
import websocket from '../../monitoring/grafana/src/websocket.mjs';

export const DASHBOARDS = [overview, turns, websocket, signInAndBilling, runtime];
const FOLDER = inProject('monitoring', 'grafana', 'dashboards');

/** Every query of a dashboard's panels: which panel, the query, its legend. */
export const queriesOf = ({ title, panels }) =>
  panels.flatMap(({ title: panel, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({ panel: `${title}: ${panel}`, expr, legend: legendFormat })),
  );

/** What is missing of panels that somebody has to understand at night. */
export const panelProblems = (dashboards) =>
  dashboards.flatMap(({ title, panels }) =>
    panels
      .filter(({ type }) => type !== 'row')
      .flatMap(({ title: panel, description, fieldConfig, targets = [] }) =>
        [
          !panel && 'has no title',
          !description && 'has no description',
          !fieldConfig?.defaults?.unit && 'has no unit',
          !targets.length && 'has no query',
          targets.some(({ legendFormat }) => !legendFormat) && 'has a query without a legend',
        ]
          .filter(Boolean)
          .map((problem) => `${title}: ${panel} ${problem}`),
      ),
  );

/** Which files of `folder` are not what their sources make of them. */
export async function driftProblems(dashboards = DASHBOARDS, folder = FOLDER) {
  const wanted = new Map(await Promise.all(dashboards.map(async (made) => [fileOf(made), await textOf(made)])));
  const found = existsSync(folder) ? readdirSync(folder) : [];
  return [
    ...[...wanted]
      .filter(([file, text]) => read(folder, file) !== text)
      .map(([file]) => `${file} is not what its source makes: node scripts/monitoring/dashboards.mjs --write`),
    ...found.filter((file) => !wanted.has(file)).map((file) => `${file} has no source`),
  ];
}

const fileOf = ({ uid }) => `${uid}.json`;
const read = (folder, file) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined);
const textOf = async (made) => format(JSON.stringify(made), { ...(await resolveConfig(FOLDER)), parser: 'json' });

async function write() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const made of DASHBOARDS) writeFileSync(join(FOLDER, fileOf(made)), await textOf(made));
  console.log(`Wrote ${DASHBOARDS.length} dashboards to ${basename(FOLDER)}/`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--write')) await write();
  for (const problem of await driftProblems()) {
    console.error(problem);
    process.exitCode = 1;
  }
}
