import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Stops the Postgres that a killed predecessor left behind on this data, if there is one. */
export async function stopLeftover(data: string): Promise<void> {
  const pid = readPid(data);
  if (pid === undefined || !isAlive(pid)) return;
  if (isPostmasterOf(pid, data)) await stopPostmaster(pid, () => !isPostmasterOf(pid, data));
  // The number went to some other process, and Postgres would take that one for itself.
  else rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Fast shutdown, then an immediate one, then the hard way. */
export async function stopPostmaster(pid: number, isGone: () => boolean): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (isGone()) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (const until = performance.now() + patienceMs; performance.now() < until && !isGone();) await sleep(10);
  }
}

function readPid(data: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** A process number may have been given to somebody else since, so it counts only with this data as working directory. */
function isPostmasterOf(pid: number, data: string): boolean {
  try {
    const [program] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return program.endsWith('/postgres') && readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
