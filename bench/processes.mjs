// Starts processes in an environment that is given in full, and ends whatever was started.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProject } from './project.mjs';

const PATIENCE_MS = 10_000;
const endings = [];
let ended;

/** Whether everything is being ended, so that nothing new may start. */
export const isEnding = () => ended !== undefined;

/** Has `end` run when the benchmark ends, before those given earlier. */
export function atEnd(end) {
  endings.push(end);
}

/** Ends everything, the youngest first. Asked again, it is the same end. */
export function endAll() {
  return (ended ??= (async () => {
    while (endings.length)
      await endings
        .pop()()
        .catch((error) => console.error(error));
  })());
}

/** Starts a script of this repository. What it prints goes to `output`, a file; it ends with us, by its IPC channel. */
export function start(script, { flags = [], args = [], env = {}, output }) {
  if (isEnding()) throw new Error('The benchmark is ending.');
  const { PATH, HOME } = process.env;
  const file = openSync(output, 'a');
  const child = fork(inProject(script), args, {
    cwd: inProject(),
    env: { PATH, HOME, ...env },
    execArgv: flags,
    // Ctrl-C in the terminal is for us alone: we say who ends when.
    detached: true,
    stdio: ['ignore', file, file, 'ipc'],
  });
  closeSync(file);
  atEnd(() => stop(child));
  return child;
}

/** Ends one process, and makes it when it takes too long. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await exit;
  clearTimeout(timer);
}

/** Waits for the first 200 of `url` and tells how long it took, in milliseconds. */
export async function firstAnswer(child, url) {
  const startedAt = performance.now();
  for (; performance.now() - startedAt < 60_000; await sleep(2)) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const status = await fetch(url).then(
      async (response) => (await response.text(), response.status),
      () => undefined,
    );
    if (status === 200) return performance.now() - startedAt;
  }
  throw new Error(`${child.spawnargs.at(-1)} never answered ${url}.`);
}

/** A loopback port that nobody uses, below those the system gives to outgoing connections. */
export async function freePort() {
  for (;;) {
    const server = createServer().listen(20_000 + Math.floor(Math.random() * 12_000), '127.0.0.1');
    const port = await Promise.race([
      once(server, 'listening').then(() => server.address().port),
      once(server, 'error').then(() => undefined),
    ]);
    if (port === undefined) continue;
    await new Promise((closed) => server.close(closed));
    return port;
  }
}
