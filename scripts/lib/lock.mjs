// Two starts at once must not install into, or build, the same folders.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProject } from './project.mjs';

/** Runs `work` while no other process of this project holds the lock; a lock whose holder is gone counts for nothing. */
export async function withLock(name, work) {
  const file = inProject('.data', `${name}.lock`);
  mkdirSync(inProject('.data'), { recursive: true });
  for (let told = false; !take(file); await sleep(200)) {
    const holder = readHolder(file);
    if (!holder) continue;
    if (!isRunning(holder)) rmSync(file, { force: true });
    else if (!told) told = !console.log(`Waiting for another process (${holder.pid}) that is busy with: ${name}`);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(file) {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, startTime: startTimeOf(process.pid) }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Who holds the lock; nothing while that is being written or the lock is being given back. */
function readHolder(file) {
  try {
    const text = readFileSync(file, 'utf8');
    if (text) return JSON.parse(text);
    // One that was killed between making the file and writing into it.
    if (Date.now() - statSync(file).mtimeMs > 5_000) return {};
  } catch (error) {
    if (error.code !== 'ENOENT') return {};
  }
  return undefined;
}

/** A number may belong to another process by now; where the system tells, the time it was started says so. */
function isRunning({ pid, startTime }) {
  try {
    return pid > 0 && process.kill(pid, 0) && startTimeOf(pid) === startTime;
  } catch (error) {
    return error.code === 'EPERM' && startTimeOf(pid) === startTime;
  }
}

function startTimeOf(pid) {
  try {
    const [state, ...rest] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return state === 'Z' ? 'ended' : rest[18];
  } catch {
    return undefined;
  }
}
