import { DataSource } from 'typeorm';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../testing/index.js';
import { databaseOptions } from './database-options.js';
import { hearDatabaseOperations, type DatabaseOperation } from './measured-client.js';

const told: DatabaseOperation[] = [];
const one = () => {
  expect(told).toHaveLength(1);
  expect(told[0]!.seconds).toBeGreaterThan(0);
  return told[0]!;
};

let database: TestDatabase;
let source: DataSource;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  source = await new DataSource(databaseOptions(database.url)).initialize();
  pool = (source.driver as unknown as { master: Pool }).master;
});
beforeEach(() => {
  told.length = 0;
  hearDatabaseOperations((operation) => void told.push(operation));
});
afterEach(() => hearDatabaseOperations(undefined));
afterAll(async () => {
  await source?.destroy();
  await database?.drop();
});

describe('every statement is told of once, when it has ended', () => {
  it('of TypeORM', async () => {
    await source.query('SELECT 1 AS one');
    expect(one()).toMatchObject({ text: 'SELECT 1 AS one', error: undefined });
  });

  it('of a prepared statement', async () => {
    const { rows } = await pool.query({ name: 'two', text: 'SELECT $1::int AS two', values: [2] });
    expect(rows).toEqual([{ two: 2 }]);
    expect(one()).toMatchObject({ text: 'SELECT $1::int AS two', error: undefined });
  });

  it('with a callback', async () => {
    const client = await pool.connect();
    const answer = await new Promise((resolve) => client.query('SELECT 3 AS three', (_error, found) => resolve(found)));
    client.release();
    expect(answer).toMatchObject({ rows: [{ three: 3 }] });
    expect(one().text).toBe('SELECT 3 AS three');
  });

  it('that failed, with its error, which its caller gets as well', async () => {
    await expect(pool.query('SELECT * FROM nowhere')).rejects.toMatchObject({ code: '42P01' });
    expect(one()).toMatchObject({ text: 'SELECT * FROM nowhere', error: { code: '42P01' } });
  });
});
