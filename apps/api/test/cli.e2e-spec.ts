import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@app/platform/testing';
import { DataSource } from 'typeorm';
import { jest } from '@jest/globals';
import { run } from './support/program.js';

// Each test starts several programs, and a busy machine takes seconds for one.
jest.setTimeout(60_000);

describe('the operator’s tool for accounts', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  let database: DataSource;
  let earlier: string;

  beforeAll(async () => {
    mkdirSync('.data/tmp', { recursive: true });
    folder = mkdtempSync(join(process.cwd(), '.data/tmp/cli-'));
    postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false });
    expect((await cli(['migrate'])).code).toBe(0);
    database = await new DataSource({ type: 'postgres', url: postgres.url }).initialize();
  });

  beforeEach(async () => {
    await database.query('TRUNCATE users CASCADE');
    [{ earlier }] = await database.query('SELECT coalesce(max(id), 0) AS earlier FROM audit_events');
  });

  afterAll(async () => {
    await database?.destroy();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the built program with no more than it needs: no secret of sign-in, billing or models. */
  async function cli(args: string[], environment: Record<string, string> = { DATABASE_URL: postgres.url }) {
    const program = run([process.execPath, 'dist/apps/api/src/cli/main.js', ...args], environment);
    return { code: await program.ended, output: program.output() };
  }

  async function person(email: string, { role = 'user', sessions = 0 } = {}): Promise<string> {
    const [{ id }] = await database.query('INSERT INTO users (email, role) VALUES ($1, $2) RETURNING id', [
      email,
      role,
    ]);
    for (let at = 0; at < sessions; at++)
      await database.query('INSERT INTO sessions (user_id, token_hash) VALUES ($1, $2)', [
        id,
        Buffer.from(`${id}${at}`),
      ]);
    return id as string;
  }

  /** What this test has brought about: no row ever leaves. */
  const audit = () =>
    database.query('SELECT action, actor_id, subject_id, details FROM audit_events WHERE id > $1 ORDER BY id', [
      earlier,
    ]);
  const sessions = async () => (await database.query('SELECT 1 FROM sessions')).length;

  it('makes the first admin, once, and writes down who it was', async () => {
    const id = await person('ada@example.com');
    expect(await cli(['users:set-role', 'Ada@Example.com', 'admin'])).toEqual({
      code: 0,
      output: 'ada@example.com has the role admin now.\n',
    });
    const again = await cli(['users:set-role', 'ada@example.com', 'admin', '--json']);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.output)).toMatchObject({ user: { id, role: 'admin' }, changed: false, sessionsEnded: 0 });
    expect(await audit()).toEqual([
      {
        action: 'auth.role_changed',
        actor_id: null,
        subject_id: id,
        details: { by: 'cli', from: 'user', to: 'admin' },
      },
    ]);
  });

  it('disables an account, with its sessions, and enables it', async () => {
    await person('ada@example.com', { sessions: 2 });
    await person('bob@example.com', { sessions: 1 });
    const words = await cli(['users:disable', 'ada@example.com']);
    expect(words).toEqual({ code: 0, output: 'ada@example.com is disabled now; sessions ended: 2.\n' });
    expect(await sessions()).toBe(1);
    const again = await cli(['users:disable', 'ada@example.com']);
    expect(again).toEqual({ code: 0, output: 'ada@example.com is disabled already.\n' });
    const enabled = await cli(['users:enable', 'ada@example.com', '--json']);
    expect(JSON.parse(enabled.output)).toMatchObject({ user: { disabled: false }, changed: true });
    expect((await audit()).map(({ action }: { action: string }) => action)).toEqual([
      'auth.account_disabled',
      'auth.account_enabled',
    ]);
  });

  it('ends the sessions of one account, and no other’s', async () => {
    await person('ada@example.com', { sessions: 3 });
    await person('bob@example.com', { sessions: 1 });
    const words = await cli(['sessions:revoke', 'ada@example.com']);
    expect(words).toEqual({ code: 0, output: 'ada@example.com: sessions ended: 3.\n' });
    expect(await sessions()).toBe(1);
    const json = await cli(['sessions:revoke', 'ada@example.com', '--json']);
    expect(JSON.parse(json.output)).toMatchObject({ changed: false, sessionsEnded: 0 });
  });

  it('fails with 1 and one sentence when there is no such account, or it is the last admin’s', async () => {
    await person('ada@example.com', { role: 'admin', sessions: 1 });
    const attempts = await Promise.all([
      cli(['sessions:revoke', 'nobody@example.com']),
      cli(['users:enable', 'nobody@example.com']),
      cli(['users:disable', 'ada@example.com']),
      cli(['users:set-role', 'ada@example.com', 'user', '--json']),
    ]);
    const [unknown, last] = ['There is no such account.\n', expect.stringMatching(/^This is the last open .+\n$/)];
    expect(attempts).toEqual([unknown, unknown, last, last].map((output) => ({ code: 1, output })));
    expect([await sessions(), await audit()]).toEqual([1, []]);
  });

  it.each([
    ['an unknown role', ['users:set-role', 'ada@example.com', 'root']],
    ['no role', ['users:set-role', 'ada@example.com']],
    ['no address', ['users:disable']],
    ['an address too many', ['sessions:revoke', 'ada@example.com', 'bob@example.com']],
  ])('answers %s with 2 and a sentence, without asking the database', async (_what, args) => {
    const { code, output } = await cli(args, { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nowhere' });
    expect(code).toBe(2);
    expect(output).toMatch(/^error: .+\n$/);
  });

  it.each([
    ['users:set-role', 'ada@example.com', 'admin'],
    ['users:disable', 'ada@example.com'],
    ['users:enable', 'ada@example.com'],
    ['sessions:revoke', 'ada@example.com'],
  ])('answers a missing database setting with 78 (%s)', async (...args) => {
    const { code, output } = await cli(args, {});
    expect(code).toBe(78);
    expect(output).toMatch(/DATABASE_URL: is missing/);
  });
});
