// Two starts at once must not install into, or build, the same folders.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProject } from './project.mjs';

/** Runs `work` while no other process of this project holds the lock; a lock whose holder is gone counts for nothing. */
export async function withLock(name, work) {
  const file = inProject('.data', `${name}.lock`);
  mkdirSync(inProject('.data'), { recursive: true });
  for (let told = false; !take(file); await sleep(200)) {
    const holder = Number(readFileSync(file, { encoding: 'utf8', flag: 'a+' }));
    if (!isAlive(holder)) rmSync(file, { force: true });
    else if (!told) told = !console.log(`Waiting for another process (${holder}) that is busy with: ${name}`);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    if (pid > 0) process.kill(pid, 0);
    else return false;
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  // One that has ended, but whose parent has not asked yet, has no command line any more.
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine).length > 0;
}
