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

let child;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    child?.once('close', () => process.exit(128 + constants.signals[signal]));
    child?.kill(signal);
  });
}

const total = { passed: 0, failed: 0 };
const temporary = temporaryFolder();
const args = process.argv.slice(2);
// A browser is several processes, and its journeys come last.
const runs = args.some((arg) => arg.startsWith('--selectProjects'))
  ? [args]
  : [
      ['--selectProjects', 'unit', 'pages', 'integration', 'programs', '--maxWorkers=2', ...args],
      ['--selectProjects', 'e2e', '--maxWorkers=2', ...args],
    ];
for (const jestArgs of runs) {
  const { passed, failed } = await runJest(jestArgs);
  total.passed += passed;
  total.failed += failed;
}
if (total.passed + total.failed === 0) console.error('No test was found, so nothing is proven.');
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

async function runJest(jestArgs) {
  const countsFile = join(temporary, `counts-${process.pid}.json`);
  rmSync(countsFile, { force: true });
  const jest = inProject('node_modules', 'jest', 'bin', 'jest.js');
  const reporters = ['--reporters=default', `--reporters=${inProject('scripts', 'jest', 'count-reporter.mjs')}`];
  child = spawn(
    node,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      jest,
      '--passWithNoTests',
      ...reporters,
      ...jestArgs,
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, TMPDIR: temporary, TEST_COUNTS_FILE: countsFile } },
  );
  const code = await new Promise((resolve) => child.once('close', resolve));
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
