// Installs what package-lock.json says, when that is not what lies in node_modules.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { withLock } from './lock.mjs';
import { npmCommand } from './node.mjs';
import { fail, inProject, root } from './project.mjs';
import { run, withProgress } from './tasks.mjs';

const lockfile = inProject('package-lock.json');
const installed = inProject('node_modules', '.package-lock.json');
const stamp = inProject('node_modules', '.turnpike-install');

/** Runs `npm ci` unless everything is there already. */
export async function installIfNeeded() {
  if (isStamped()) return;
  await withLock('install', async () => {
    if (isStamped()) return;
    if (!isInstalled()) await install();
    writeFileSync(stamp, hashOfLockfile());
  });
}

async function install() {
  // With NODE_ENV=production npm would leave out what builds us.
  const npm = npmCommand(['ci', '--include=dev', '--include=optional', '--prefer-offline', '--loglevel=error']);
  const { ok, output } = await withProgress('Installing packages', () => run({ ...npm, cwd: root }));
  if (!ok) fail(`${output.trim()}\n\nThe packages could not be installed: npm ci failed, its own words are above.`);
}

const hashOfLockfile = () => createHash('sha256').update(readFileSync(lockfile)).digest('hex');
const isStamped = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOfLockfile();

/** Whether somebody's own `npm ci` or `npm install` has put everything in place; npm keeps a list of what it did. */
function isInstalled() {
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages;
  const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (!path.includes('node_modules/') || link) return true;
    return present[path] ? present[path].version === version : optional;
  });
}
