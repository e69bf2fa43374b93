import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartProblem } from './start-problem.js';

/** Makes the data folder this process's own until `release`. Throws a `StartProblem` while another one has it. */
export function lockDataDir(dataDir: string): { release(): void } {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'supervisor.lock');
  const mine = `${process.pid} ${startTimeOf(process.pid)}`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      return { release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pid, startTime] = readFileSync(file, 'utf8').split(' ');
    if (startTime && startTimeOf(Number(pid)) === startTime) {
      throw new StartProblem(
        `Another Turnpike (process ${pid}) is using ${dataDir}. Stop it, or set PORT or DATA_DIR to something else.`,
      );
    }
    // Left behind by one that was killed.
    rmSync(file, { force: true });
  }
  throw new StartProblem(`Another Turnpike is just starting with ${dataDir}.`);
}

/** When a running process was started, in the system's own clock; a number may be given to another process later. */
function startTimeOf(pid: number): string | undefined {
  try {
    const [state, ...rest] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return state === 'Z' ? undefined : rest[18];
  } catch {
    return undefined;
  }
}
