import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync, statSync } from 'node:fs';

/** The account Postgres runs under: our own, or as root (which Postgres refuses) another one. */
export interface Account {
  switched: boolean;
  ids: { uid?: number; gid?: number };
}

/** Our own account; as root the owner of the data that is already there, else `nobody`. */
export function accountFor(dataFolder: string): Account {
  if (process.getuid?.() !== 0) return { switched: false, ids: {} };
  const found = statSync(dataFolder, { throwIfNoEntry: false });
  const ids = found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : nobody();
  return { switched: true, ids };
}

/** Hands a file or folder to the account; nothing to do when it is our own. */
export function handTo(account: Account, path: string): void {
  if (account.switched) chownSync(path, account.ids.uid!, account.ids.gid!);
}

/**
 * How the account can name a folder that is its working directory. Under a closed parent (say, /root) its own path is
 * of no use to it, but a process may always enter its working directory again.
 */
export function pathSeenBy(account: Account, folder: string): string {
  if (!account.switched) return folder;
  const reachable = spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...account.ids, cwd: '/' }).status === 0;
  return reachable ? folder : '/proc/self/cwd';
}

function nobody(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m);
  return line ? { uid: Number(line[1]), gid: Number(line[2]) } : { uid: 65534, gid: 65534 };
}
