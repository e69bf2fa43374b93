import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';

const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

async function ask<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

async function until(condition: () => boolean, patienceMs = 15_000) {
  for (const end = performance.now() + patienceMs; performance.now() < end; await sleep(20)) if (condition()) return;
  throw new Error('The condition never came true');
}

describe('the embedded Postgres', () => {
  const folders: string[] = [];
  const running: EmbeddedPostgres[] = [];
  const newHome = () => {
    // Closed to everybody else, like /root, and with a space in its name.
    const folder = mkdtempSync(join(tmpdir(), 'embedded postgres '));
    chmodSync(folder, 0o700);
    folders.push(folder);
    return join(folder, 'home');
  };
  const start = async (dataDir: string, port?: number) => {
    const postgres = await startEmbeddedPostgres({ dataDir, port, durable: false });
    running.push(postgres);
    return postgres;
  };

  afterEach(async () => {
    await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it('serves an UTF-8 database named turnpike below the ports of outgoing connections', async () => {
    const postgres = await start(newHome());
    expect(postgres.port).toBeLessThan(32_768);
    const [row] = await ask(
      postgres.url,
      `SELECT current_database() AS name, current_setting('server_encoding') AS encoding`,
    );
    expect(row).toEqual({ name: 'turnpike', encoding: 'UTF8' });
  });

  it('keeps data, port and password from one start to the next', async () => {
    const home = newHome();
    const first = await start(home);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start(home);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('refuses a wrong password and keeps the right one to its owner', async () => {
    const home = newHome();
    const { url } = await start(home);
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    expect(statSync(join(home, 'password')).mode & 0o777).toBe(0o600);
  });

  it('moves to another port when the one of last time is taken', async () => {
    const home = newHome();
    const first = await start(home);
    await first.stop();
    const intruder = createServer().listen(first.port, '127.0.0.1');
    try {
      expect((await start(home)).port).not.toBe(first.port);
    } finally {
      intruder.close();
    }
  });

  it('says so when the wanted port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    try {
      await expect(start(newHome(), (taken.address() as AddressInfo).port)).rejects.toThrow(/Address already in use/);
    } finally {
      taken.close();
    }
  });

  it('takes over from a server that a killed predecessor left behind', async () => {
    const home = newHome();
    const left = await start(home);
    const next = await start(home);
    expect(next.pid).not.toBe(left.pid);
    await left.exited;
    expect(await ask(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('comes up again after it was killed itself', async () => {
    const home = newHome();
    const first = await start(home);
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    expect(await ask((await start(home)).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is stopped soon after its owner was killed', async () => {
    const home = newHome();
    const module = join(process.cwd(), 'dist/libs/platform/src/database/embedded-postgres.js');
    const program = `import(process.argv[1]).then(async (m) => console.log((await m.startEmbeddedPostgres({ dataDir: process.argv[2], durable: false })).pid))`;
    const owner = spawn(process.execPath, ['-e', program, module, home], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(await new Promise((line) => owner.stdout.once('data', line)));
    expect(isAlive(pid)).toBe(true);
    owner.kill('SIGKILL');
    await until(() => !isAlive(pid));
  }, 20_000);
});
