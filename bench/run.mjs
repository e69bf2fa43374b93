// npm run bench [-- http logins boot memory turns] [--quick]: the ratios of docs/decisions/0005-how-speed-is-measured.md, as one table.
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { inProject } from './project.mjs';

const NAMES = ['http', 'logins', 'boot', 'memory', 'turns', 'pages'];
const args = process.argv.slice(2);
const wanted = args.filter((arg) => arg !== '--quick');
const unknown = wanted.find((name) => !NAMES.includes(name));

if (process.platform !== 'linux') refuse('The benchmark reads CPU time and memory from /proc, so it needs Linux.');
if (!existsSync(inProject('node_modules', 'autocannon')) || !existsSync(inProject('dist/apps/api/src/main.js')))
  refuse('Please run `npm ci && npm run build` first.');
if (unknown) refuse(`There is no group ${unknown}: choose from ${NAMES.join(', ')}, and --quick.`);

const { endAll, isEnding } = await import('./processes.mjs');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    process.exitCode = 128 + constants.signals[signal];
    // Whatever is awaited below may never come now, so the way out is here.
    void endAll().then(() => process.exit());
  });

try {
  const { startStage } = await import('./stage.mjs');
  const { printTable } = await import('./table.mjs');
  const plan = args.includes('--quick') ? { quick: true, rounds: 1, seconds: 1 } : { rounds: 5, seconds: 3 };
  const stage = await startStage();
  const rows = [];
  for (const name of NAMES) {
    if (wanted.length && !wanted.includes(name)) continue;
    const { measure } = await import(`./groups/${name}.mjs`);
    console.log(`${name} …`);
    rows.push(...(await measure(stage, plan)));
  }
  printTable(rows, plan);
} catch (error) {
  // Told to end, whatever was under way fails, and that is no news.
  if (!isEnding()) {
    console.error(error);
    process.exitCode = 1;
  }
} finally {
  await endAll();
}
process.exit();

function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}
