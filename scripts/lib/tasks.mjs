// Runs programs quietly: progress while they work, their output only when they fail, and none outlives this process.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const running = new Set();
let exitCode;

/** Ends the programs under way, and then this one, when it is told to end. Call what it returns to give signals up again. */
export function endTasksOnSignals() {
  const listeners = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => [
    signal,
    () => end(128 + constants.signals[signal]),
  ]);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => listeners.forEach(([signal, listener]) => process.off(signal, listener));
}

function end(code) {
  exitCode = code;
  if (!running.size) process.exit(code);
  for (const child of running) signalGroup(child, 'SIGTERM');
  // npm first takes away what it has half installed.
  setTimeout(() => running.forEach((child) => signalGroup(child, 'SIGKILL')), 10_000).unref();
}

/**
 * Runs one program to its end. `output` is all that it wrote, `stdout` what it wrote for programs. Its own process group lets a
 * signal reach its children too.
 */
export function run({ command, args, cwd, env = process.env }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    const stdout = [];
    running.add(child);
    child.stdout.on('data', (chunk) => output.push(chunk) && stdout.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => output.push(Buffer.from(error.message)));
    child.on('close', (code) => {
      running.delete(child);
      // Told to end: nobody goes on with what came out.
      if (exitCode !== undefined) return running.size || process.exit(exitCode);
      resolve({ ok: code === 0, output: Buffer.concat(output).toString(), stdout: Buffer.concat(stdout).toString() });
    });
  });
}

/** Shows that `work` is under way and for how long: one changing line on a terminal, plain lines elsewhere. */
export async function withProgress(title, work) {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
  const live = process.stdout.isTTY;
  const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
  let tick = 0;
  if (!live) console.log(`${title} …`);
  const timer = live
    ? setInterval(() => process.stdout.write(`\r\x1b[K${frames[tick++ % frames.length]} ${title} … ${seconds()}`), 100)
    : setInterval(() => console.log(`${title} … ${seconds()}`), 15_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    console.log(`${live ? '\r\x1b[K' : ''}${title}: ${seconds()}`);
  }
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}
