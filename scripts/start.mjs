// npm start: from a fresh clone to a running Turnpike. Plain JavaScript, for it runs on whatever Node the machine has;
// the supervisor that it ends up with (apps/start) runs on the Node from node_modules.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fail, inProject, root } from './lib/project.mjs';
import { build } from './lib/build.mjs';
import { installIfNeeded } from './lib/install.mjs';
import { findNode } from './lib/node.mjs';
import { endTasksOnSignals } from './lib/tasks.mjs';
import { watchSources } from './lib/watch.mjs';

const npm = process.ppid;
const watch = process.argv.includes('--watch');

const forgetSignals = endTasksOnSignals();
const watchingNpm = whenNpmIsGone(() => process.kill(process.pid, 'SIGTERM'));
await installIfNeeded();
const node = findNode();
const problems = await build();
if (problems.length) fail(problems.join('\n\n'));
clearInterval(watchingNpm);
forgetSignals();

// In a session of its own, so that Ctrl-C reaches it once, through us; the channel tells it when we are gone.
const supervisor = spawn(node, ['--enable-source-maps', inProject('dist', 'apps', 'start', 'src', 'main.js')], {
  cwd: root,
  detached: true,
  env: { ...process.env, ...(watch ? { TURNPIKE_WATCH: '1' } : {}) },
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => supervisor.kill(signal));
whenNpmIsGone(() => supervisor.kill('SIGTERM'));
supervisor.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
if (watch) watchSources();

/** npm may be killed without a chance to tell us; then we get another parent. */
function whenNpmIsGone(act) {
  if (!process.env.npm_lifecycle_event) return;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    act();
  }, 500);
  return timer.unref();
}
