import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process that the system runs now. */
export interface RunningProcess {
  pid: number;
  command: string;
}

/** Every process that has to do with a folder: by its arguments, its environment, or because it works in there. */
export function processesOf(folder: string): RunningProcess[] {
  const pids = readdirSync('/proc').map(Number).filter(Boolean);
  return pids.flatMap((pid) => {
    const command = look(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    const environment = look(() => readFileSync(`/proc/${pid}/environ`, 'utf8'));
    const workingFolder = look(() => readlinkSync(`/proc/${pid}/cwd`));
    return [command, environment, workingFolder].some((text) => text.includes(folder)) ? [{ pid, command }] : [];
  });
}

/** It may end while we look, and what has ended but was not buried yet tells nothing. */
function look(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
