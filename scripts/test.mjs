// npm test: everything, from a fresh clone. Arguments go to Jest: npm test -- libs/auth, npm test -- --selectProjects unit
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, inProject, root } from './lib/project.mjs';
import { build } from './lib/build.mjs';
import { installIfNeeded } from './lib/install.mjs';
import { findNode } from './lib/node.mjs';
import { endTasksOnSignals } from './lib/tasks.mjs';

const forgetSignals = endTasksOnSignals();
await installIfNeeded();
const node = findNode();
const problems = await build();
if (problems.length) fail(problems.join('\n\n'));
forgetSignals();

const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    process.exitCode = 128 + constants.signals[signal];
    for (const child of children) child.kill(signal);
  });
}

const temporary = temporaryFolder();
const args = process.argv.slice(2);
// Browsers run one by one, beside the others: both wait often enough for two cores.
const runs = args.some((arg) => arg.startsWith('--selectProjects'))
  ? [args]
  : [
      ['--selectProjects', 'unit', 'integration', 'programs', '--maxWorkers=2', ...args],
      ['--selectProjects', 'e2e', '--runInBand', ...args],
    ];
const results = await Promise.all(runs.map(runJest));
if (process.exitCode) process.exit();
const passed = results.reduce((sum, counts) => sum + counts.passed, 0);
const failed = results.reduce((sum, counts) => sum + counts.failed, 0);
if (passed + failed === 0) console.error('No test was found, so nothing is proven.');
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

/** One run of Jest. The first speaks while it works, each further one when the first is over: two at once would be unreadable. */
async function runJest(jestArgs, index) {
  const countsFile = join(temporary, `counts-${process.pid}-${index}.json`);
  rmSync(countsFile, { force: true });
  const jest = inProject('node_modules', 'jest', 'bin', 'jest.js');
  const reporters = ['--reporters=default', `--reporters=${inProject('scripts', 'jest', 'count-reporter.mjs')}`];
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const child = spawn(node, [...flags, jest, '--passWithNoTests', ...reporters, ...jestArgs], {
    cwd: root,
    stdio: index === 0 ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary, TEST_COUNTS_FILE: countsFile },
  });
  children.add(child);
  const said = [];
  child.stdout?.on('data', (chunk) => said.push(chunk));
  child.stderr?.on('data', (chunk) => said.push(chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  children.delete(child);
  if (index > 0) await Promise.all([...children].map((other) => new Promise((over) => other.once('close', over))));
  process.stdout.write(Buffer.concat(said));
  const counts = existsSync(countsFile) ? JSON.parse(readFileSync(countsFile, 'utf8')) : { passed: 0, failed: 0 };
  rmSync(countsFile, { force: true });
  // Jest can fail without a failed test, in the set-up for example.
  return { passed: counts.passed, failed: code === 0 ? counts.failed : Math.max(counts.failed, 1) };
}

/** Chromium unpacks itself into the temporary folder and trusts what lies there: only a folder of ours will do. */
function temporaryFolder() {
  const inside = inProject('.data', 'tmp');
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 12);
  // The sockets that browsers make in there may have paths of about 100 characters.
  const folder = inside.length <= 70 ? inside : join(tmpdir(), `turnpike-${process.getuid?.() ?? ''}-${hash}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
