// npm run check: what CI runs. Every step runs, whatever the others say. --no-tests leaves the tests out.
import { spawnSync } from 'node:child_process';
import { installIfNeeded } from './lib/install.mjs';
import { findNode, npmCommand } from './lib/node.mjs';
import { inProject, root } from './lib/project.mjs';
import { endTasksOnSignals, run, withProgress } from './lib/tasks.mjs';

const forgetSignals = endTasksOnSignals();
await installIfNeeded();
const node = findNode();
const module = (...parts) => inProject('node_modules', ...parts);

const steps = [
  ['format', { command: node, args: [module('prettier', 'bin', 'prettier.cjs'), '--check', '.'] }],
  ['lint and boundaries', { command: node, args: [module('eslint', 'bin', 'eslint.js'), '.'] }],
  ['types', { command: node, args: [module('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json', '--noEmit'] }],
  ['types of the pages', npmCommand(['run', 'check', '--workspace', 'apps/web'])],
];

const results = [];
for (const [name, task] of steps)
  await step(name, async () => {
    const { ok, output } = await withProgress(name, () => run({ ...task, cwd: root }));
    if (!ok) console.log(`${output.trim()}\n`);
    return ok;
  });
forgetSignals();
if (!process.argv.includes('--no-tests')) {
  await step(
    'tests',
    () => spawnSync(node, [inProject('scripts', 'test.mjs')], { cwd: root, stdio: 'inherit' }).status === 0,
  );
}

console.log('');
for (const { name, ok, seconds } of results) console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
process.exit(results.every(({ ok }) => ok) ? 0 : 1);

async function step(name, work) {
  const startedAt = performance.now();
  const ok = await work();
  results.push({ name, ok, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) });
}
