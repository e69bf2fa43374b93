import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { handTo, pathSeenBy, type Account } from './account.js';

// A variable of the caller's (PGDATA, PGPORT, a locale) must not steer this server.
const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** What both programs need: where they lie, who runs them, and whether data must survive a power cut. */
export interface Programs {
  binaries: string;
  account: Account;
  durable: boolean;
}

/** Makes an empty database cluster in `home`/data with the superuser `user`, whose password is in `home`/password. */
export function initialise({ binaries, account, durable }: Programs, home: string, user: string): void {
  // Renamed only when complete, so that an interrupted first start begins anew.
  const unfinished = join(home, 'data.unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  handTo(account, unfinished);
  const settings = ['-U', user, '--auth=scram-sha-256', '--pwfile=../password', '--encoding=UTF8', '--locale=C.UTF-8'];
  const run = spawnSync(
    join(binaries, 'initdb'),
    ['-D', pathSeenBy(account, unfinished), ...settings, ...(durable ? [] : ['--no-sync'])],
    { ...account.ids, cwd: unfinished, env, encoding: 'utf8' },
  );
  if (run.status !== 0) {
    throw new Error(`The embedded Postgres could not make its data: ${run.error?.message ?? run.stderr.trim()}`);
  }
  renameSync(unfinished, join(home, 'data'));
}

/** Starts the server; `ready` answers whether it came up, `output` is what it said until then. */
export function launch(
  { binaries, account, durable }: Programs,
  data: string,
  port: number,
  log?: (line: string) => void,
): { child: ChildProcess; ready: Promise<boolean>; output: string[] } {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories='];
  if (!durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  const child = spawn(
    join(binaries, 'postgres'),
    ['-D', pathSeenBy(account, data), '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    // A group of its own: Ctrl-C in the terminal must not reach it before the api has closed its connections.
    { ...account.ids, cwd: data, env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const output: string[] = [];
  const ready = new Promise<boolean>((settle) => {
    let isReady = false;
    createInterface({ input: child.stderr }).on('line', (line) => {
      log?.(line);
      if (isReady) return;
      output.push(line);
      if (line.includes('ready to accept connections')) settle((isReady = true));
    });
    child.once('error', (error) => settle((output.push(error.message), false)));
    child.once('close', () => settle(false));
  });
  return { child, ready, output };
}
