import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { DataSource, type Logger } from 'typeorm';
import { toCursor } from './audit-cursor.js';
import { AuditReader, type AuditFilter } from './audit-reader.js';

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  Plans?: Plan[];
}

const ada = '5b9f2c1e-7f0a-4d53-9f6c-1d2e3f4a5b6c';
const bob = '9c1d7c0a-2b3e-4f5a-8b7c-6d5e4f3a2b1c';

/** Every choice of some of the parts. */
const combinations = (parts: Partial<AuditFilter>[]) =>
  Array.from({ length: 2 ** parts.length }, (_, chosen): AuditFilter =>
    Object.assign({ limit: 50 }, ...parts.filter((_, at) => chosen & (2 ** at))),
  );

describe('L4: reading the audit log', () => {
  let database: TestDatabase;
  let sql: DataSource;
  let reader: AuditReader;
  beforeAll(async () => {
    database = await createTestDatabase();
    sql = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    reader = new AuditReader(sql);
    // Half a year, most of it sign-ins of others, and a little of two people in between.
    await sql.query(
      `INSERT INTO audit_events (at, action, actor_id, subject_id, details)
       SELECT '2026-01-01Z'::timestamptz + n * interval '5 minutes',
              CASE WHEN n % 100 = 0 THEN 'billing.refunded' WHEN n % 3 = 0 THEN 'auth.signed_out' ELSE 'auth.signed_in' END,
              CASE WHEN n % 500 = 0 THEN $1::uuid WHEN n % 5 = 0 THEN NULL ELSE gen_random_uuid() END,
              CASE WHEN n % 400 = 0 THEN $2::uuid END, '{}'
         FROM generate_series(1, 50000) AS n`,
      [ada, bob],
    );
    await sql.query('ANALYZE audit_events');
  });
  afterAll(async () => {
    await sql?.destroy();
    await database?.drop();
  });

  /** The one statement by which the rows are read. */
  async function statementOf(filter: AuditFilter): Promise<[query: string, parameters: unknown[]]> {
    const seen: [string, unknown[]][] = [];
    const note = (query: string, parameters?: unknown[]) => void seen.push([query, parameters ?? []]);
    const before = sql.logger;
    sql.logger = new Proxy({} as Logger, { get: (_, name) => (name === 'logQuery' ? note : () => undefined) });
    await reader.page(filter).finally(() => (sql.logger = before));
    expect(seen).toHaveLength(1);
    return seen[0]!;
  }

  const scansOf = ({ 'Node Type': type, 'Index Name': index, Plans = [] }: Plan): string[] => [
    ...(type.includes('Scan') ? [`${type} ${index ?? ''}`] : []),
    ...Plans.flatMap(scansOf),
  ];
  async function scans(filter: AuditFilter): Promise<string[]> {
    const [query, parameters] = await statementOf(filter);
    const [row] = await sql.query(`EXPLAIN (FORMAT JSON) ${query}`, parameters);
    return scansOf(row['QUERY PLAN'][0].Plan);
  }

  const parts: Partial<AuditFilter>[] = [
    { actor: ada },
    { subject: bob },
    { from: new Date('2026-03-01') },
    { to: new Date('2026-04-01') },
    { cursor: toCursor({ at: '2026-03-15T00:00:00.000000Z', id: '21000' }) },
  ];
  const actions = [
    {},
    ...['auth.signed_in', 'billing.refunded', 'auth.', 'billing.', 'nobody.'].map((action) => ({ action })),
  ];

  it.each(actions)('with many rows, %j and everything that goes with it reads by an index', async (action) => {
    for (const filter of combinations(parts)) {
      const found = await scans({ ...filter, ...action });
      expect(found).not.toEqual([]);
      expect([filter, found.filter((scan) => scan.startsWith('Seq Scan'))]).toEqual([filter, []]);
    }
  });

  it('looks for a rare action and for the beginning of a rare one where they are, not through all that happened', async () => {
    for (const action of ['billing.refunded', 'nobody.here', 'nobody.'])
      expect(await scans({ action, limit: 50 })).toEqual([expect.stringContaining('audit_events_action')]);
  });

  it('gives each row once, newest first, also where many happened at one moment', async () => {
    await sql.query(
      `INSERT INTO audit_events (at, action, details)
       SELECT '2027-01-01Z'::timestamptz + (n / 40) * interval '1 microsecond', 'test.' || n, '{}'
         FROM generate_series(0, 129) AS n`,
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await reader.page({ action: 'test.', limit: 30, cursor });
      seen.push(...page.events.map(({ action }) => action));
      cursor = page.nextCursor ?? undefined;
      // Somebody does something meanwhile; that is newer than every page still to come.
      await sql.query(`INSERT INTO audit_events (at, action, details) VALUES ('2027-02-01Z', 'test.new', '{}')`);
    } while (cursor);
    expect(seen).toEqual(Array.from({ length: 130 }, (_, n) => `test.${129 - n}`));
  });

  it('has no next page when the last one is just full', async () => {
    await sql.query(`INSERT INTO audit_events (action, details) SELECT 'full.row', '{}' FROM generate_series(1, 5)`);
    const full = await reader.page({ action: 'full.row', limit: 5 });
    expect([full.events.length, full.nextCursor]).toEqual([5, null]);
    expect((await reader.page({ action: 'full.row', limit: 4 })).nextCursor).toEqual(expect.any(String));
  });

  it('takes the beginning of an action literally', async () => {
    await sql.query(
      `INSERT INTO audit_events (action, details) VALUES ('a_b.one', '{}'), ('axb.one', '{}'), ('a_b.two', '{}'), ('a_b', '{}')`,
    );
    const actions = async (action: string) =>
      (await reader.page({ action, limit: 50 })).events.map((event) => event.action);
    expect((await actions('a_b.')).sort()).toEqual(['a_b.one', 'a_b.two']);
    expect(await actions('a_b.one')).toEqual(['a_b.one']);
    expect(await actions('a_b')).toEqual(['a_b']);
  });
});
