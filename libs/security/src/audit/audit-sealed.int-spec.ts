import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { DataSource, type EntityManager } from 'typeorm';

describe('L4: the audit log only grows', () => {
  let database: TestDatabase;
  let sql: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    sql = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    await sql.query(`INSERT INTO audit_events (action, details) SELECT 'old.' || n, '{}' FROM generate_series(1, 3) n`);
  });
  afterAll(async () => {
    await sql?.destroy();
    await database?.drop();
  });

  const actions = async (on: { query: EntityManager['query'] } = sql) =>
    (await on.query<{ action: string }[]>('SELECT action FROM audit_events ORDER BY id')).map(({ action }) => action);
  const rolledBack = new Error('rolled back');
  /** What `work` leaves behind in its transaction, which then never happened. */
  async function within(work: (transaction: EntityManager) => Promise<unknown>): Promise<string[]> {
    let left: string[] = [];
    const attempt = sql.transaction(async (transaction) => {
      await work(transaction);
      left = await actions(transaction);
      throw rolledBack;
    });
    await expect(attempt).rejects.toBe(rolledBack);
    return left;
  }

  const changes = [
    `UPDATE audit_events SET details = '{"to":"nobody"}'`,
    `UPDATE audit_events SET action = 'new' WHERE id = 1`,
    'DELETE FROM audit_events',
    'DELETE FROM audit_events WHERE false',
    'TRUNCATE audit_events',
    `INSERT INTO audit_events (id, action, details) OVERRIDING SYSTEM VALUE VALUES (1, 'new', '{}')
       ON CONFLICT (id) DO UPDATE SET action = 'new'`,
    `MERGE INTO audit_events a USING (SELECT 1) AS one ON a.id = 1 WHEN MATCHED THEN DELETE`,
  ];

  it.each(changes)('refuses the table’s owner %s', async (change) => {
    const [{ owns }] = await sql.query(
      `SELECT pg_get_userbyid(relowner) = current_user AS owns FROM pg_class WHERE relname = 'audit_events'`,
    );
    expect(owns).toBe(true);
    await expect(sql.query(change)).rejects.toMatchObject({
      code: '42501',
      message: expect.stringMatching(/only grows/),
    });
    expect(await actions()).toEqual(['old.1', 'old.2', 'old.3']);
  });

  it.each(changes)('refuses a session in which triggers sleep %s', async (change) => {
    const attempt = sql.transaction(async (transaction) => {
      await transaction.query('SET LOCAL session_replication_role = replica');
      await transaction.query(change);
    });
    await expect(attempt).rejects.toMatchObject({ code: '42501' });
  });

  it('takes new rows', async () => {
    const left = await within((transaction) =>
      transaction.query(`INSERT INTO audit_events (action, details) VALUES ('new', '{}')`),
    );
    expect(left).toEqual(['old.1', 'old.2', 'old.3', 'new']);
  });

  it('lets old rows go in a transaction that says so, and only there', async () => {
    const left = await within(async (transaction) => {
      await transaction.query(`SET LOCAL turnpike.audit_retention = 'on'`);
      await transaction.query(`DELETE FROM audit_events WHERE action = 'old.1'`);
    });
    expect(left).toEqual(['old.2', 'old.3']);
    await expect(sql.query('DELETE FROM audit_events')).rejects.toMatchObject({ code: '42501' });
  });

  it.each([`UPDATE audit_events SET action = 'new'`, 'TRUNCATE audit_events'])(
    'refuses %s even there',
    async (change) => {
      const attempt = sql.transaction(async (transaction) => {
        await transaction.query(`SET LOCAL turnpike.audit_retention = 'on'`);
        await transaction.query(change);
      });
      await expect(attempt).rejects.toMatchObject({ code: '42501' });
    },
  );

  it.each(['off', '', 'true'])('takes the setting %j for no permission', async (value) => {
    const attempt = sql.transaction(async (transaction) => {
      await transaction.query(`SELECT set_config('turnpike.audit_retention', $1, true)`, [value]);
      await transaction.query('DELETE FROM audit_events');
    });
    await expect(attempt).rejects.toMatchObject({ code: '42501' });
  });
});
