import { DataSource, type MixedList } from 'typeorm';
import { databaseOptions } from './database-options.js';

/** Any number will do, so long as every migrating process takes the same one. */
const MIGRATION_LOCK = 7_261_843;

/** Applies pending migrations under an advisory lock, so that any number of instances may call it at once. Returns their names. */
export async function migrate(databaseUrl: string, migrations: MixedList<Function>): Promise<string[]> {
  const options = databaseOptions(databaseUrl);
  const unlimited = {
    ...options.extra,
    statement_timeout: 0,
    query_timeout: 0,
    idle_in_transaction_session_timeout: 0,
  };
  const dataSource = await new DataSource({ ...options, extra: unlimited, migrations }).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return applied.map(({ name }) => name);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}

/** The names of migrations that this program knows and the database has not seen. */
export async function pendingMigrations(databaseUrl: string, migrations: Function[]): Promise<string[]> {
  const dataSource = await new DataSource(databaseOptions(databaseUrl)).initialize();
  try {
    const [{ table }] = await dataSource.query(`SELECT to_regclass('migrations') AS table`);
    const rows: { name: string }[] = table ? await dataSource.query('SELECT name FROM migrations') : [];
    const applied = new Set(rows.map(({ name }) => name));
    return migrations.map(({ name }) => name).filter((name) => !applied.has(name));
  } finally {
    await dataSource.destroy();
  }
}
