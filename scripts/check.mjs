// npm run check: what CI runs. Every step runs, whatever the others say. --no-tests leaves the tests out.
import { spawnSync } from 'node:child_process';
import { installIfNeeded } from './lib/install.mjs';
import { findNode, npmCommand } from './lib/node.mjs';
import { inProject, root } from './lib/project.mjs';
import { endTasksOnSignals, run, withProgress } from './lib/tasks.mjs';
import { supplyChain } from './supply-chain.mjs';

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
// Side by side, for none of them uses more than one core.
await withProgress(steps.map(([name]) => name).join(', '), () =>
  Promise.all(steps.map(([name, task]) => step(name, () => judge(name, task)))),
);
for (const [name, findProblems] of supplyChain)
  await step(name, async () => {
    const problems = await withProgress(name, async () => findProblems());
    for (const problem of problems ?? []) console.log(`  ${problem}`);
    if (!problems) return 'not run, for the service did not answer:';
    return problems.length ? 'FAILED' : 'ok';
  });
const monitoring = { command: node, args: [inProject('scripts', 'check-monitoring.mjs')] };
await withProgress('monitoring', () => step('monitoring', () => judge('monitoring', monitoring)));
forgetSignals();
if (!process.argv.includes('--no-tests')) {
  await step('tests', () => {
    const { status } = spawnSync(node, [inProject('scripts', 'test.mjs')], { cwd: root, stdio: 'inherit' });
    return status === 0 ? 'ok' : 'FAILED';
  });
}

console.log('');
for (const { name, state, seconds } of results) console.log(`${state.padEnd(6)} ${name} (${seconds} s)`);
process.exit(results.some(({ state }) => state === 'FAILED') ? 1 : 0);

async function judge(name, task) {
  const { ok, output } = await run({ ...task, cwd: root });
  if (!ok) console.log(`\n${name}:\n${output.trim()}\n`);
  return ok ? 'ok' : 'FAILED';
}

async function step(name, work) {
  const startedAt = performance.now();
  const state = await work();
  results.push({ name, state, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) });
}
