// What Linux tells of another process.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU time that all threads of a process have used, in seconds. */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field, the name in brackets, may hold blanks; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory of a process in MB. */
export function residentMb(pid) {
  const [, kB] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return (Number(kB) * 1024) / 1e6;
}

/** The same when it has settled: all readings of ten seconds lie within one percent. After two minutes it is what it is. */
export async function settledMb(pid, { readings = 10, patience = 120 } = {}) {
  const read = [];
  for (; read.length < patience; await sleep(1000)) {
    read.push(residentMb(pid));
    const last = read.slice(-readings);
    if (last.length === readings && Math.max(...last) <= Math.min(...last) * 1.01) break;
  }
  return read.at(-1);
}
