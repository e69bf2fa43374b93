import { randomBytes } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { accountFor, handTo, type Account } from './embedded/account.js';
import { findBinaries } from './embedded/binaries.js';
import { candidatePorts } from './embedded/ports.js';
import { stopLeftover, stopPostmaster } from './embedded/postmaster.js';
import { initialise, launch } from './embedded/programs.js';
import { watchOver } from './embedded/watcher.js';

/** Where the data lives and how it is served. */
export interface EmbeddedPostgresOptions {
  /** Holds the data, the password and the port of last time; made when missing. */
  dataDir: string;
  /** Exactly this port; otherwise that of last time or the first free one from 5440. */
  port?: number;
  /** `false` trades safety against a power cut for speed: only for tests. */
  durable?: boolean;
  /** Receives what Postgres reports, line by line. */
  log?: (line: string) => void;
}

/** A running Postgres that belongs to this process. */
export interface EmbeddedPostgres {
  url: string;
  port: number;
  pid: number;
  /** Settles when Postgres has ended, by `stop` or otherwise. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

const user = 'app';
const database = 'turnpike';
const patienceMs = 5_000;

/** Starts a Postgres of our own from the binaries in node_modules, on loopback, with its data in `dataDir`. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { durable = true, log } = options;
  mkdirSync(options.dataDir, { recursive: true });
  const home = realpathSync(options.dataDir);
  const data = join(home, 'data');
  const account = accountFor(data);
  const programs = { binaries: findBinaries(account), account, durable };
  handTo(account, home);
  const password = keepPassword(home, account);
  if (existsSync(data)) await stopLeftover(data);
  else initialise(programs, home, user);

  const portFile = join(home, 'port');
  const lastPort = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : undefined;
  const impatientAt = performance.now() + patienceMs;
  for await (const port of candidatePorts(options.port, lastPort)) {
    for (;;) {
      const { child, ready, output } = launch(programs, data, port, log);
      if (child.pid) watchOver(child, data);
      if (await ready) {
        writeFileSync(portFile, String(port));
        return serve(child, port, password);
      }
      const said = output.join('\n');
      // Somebody was faster: the next port.
      if (said.includes('Address already in use') && options.port === undefined) break;
      // The workers of a killed server need a moment to notice that it is gone.
      if (!said.includes('shared memory block') || performance.now() > impatientAt) {
        throw new Error(`The embedded Postgres did not start: ${said || 'it gave no reason'}`);
      }
      await sleep(100);
    }
  }
  throw new Error('The embedded Postgres found no free port.');
}

function keepPassword(home: string, account: Account): string {
  const file = join(home, 'password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  handTo(account, file);
  return readFileSync(file, 'utf8').trim();
}

async function serve(child: ChildProcess, port: number, password: string): Promise<EmbeddedPostgres> {
  const pid = child.pid!;
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  const exited = new Promise<void>((settle) => (isGone() ? settle() : child.once('exit', () => settle())));
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stopPostmaster(pid, isGone).then(() => exited));
  const urlOf = (name: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
  try {
    await makeDatabase(urlOf('postgres'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: urlOf(database), port, pid, exited, stop };
}

async function makeDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: patienceMs });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
}
