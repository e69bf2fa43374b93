import type { DataSource } from 'typeorm';
import { countsOf, type SharedStore } from './shared-store.js';

const SWEEP_MS = 5 * 60_000;

/** Counts in the program's own database, by one UPSERT a hit. What has ended is removed every five minutes. */
export async function makePostgresStore(dataSource: DataSource, sweepMs = SWEEP_MS): Promise<SharedStore> {
  const { RateLimiterPostgres } = await import('rate-limiter-flexible');
  const shared = {
    storeClient: dataSource,
    storeType: 'typeorm',
    tableName: 'rate_limits',
    // Migrations do.
    tableCreated: true,
    clearExpiredByTimeout: false,
  };
  // One that fails leaves more to the next.
  const sweep = () =>
    dataSource.query('DELETE FROM rate_limits WHERE expire < $1', [Date.now()]).catch(() => undefined);
  let sweeping: NodeJS.Timeout | undefined;
  return {
    kind: 'postgres',
    name: 'Postgres',
    async open() {
      sweeping = setInterval(() => void sweep(), sweepMs).unref();
    },
    counts: ({ scope, points, seconds }) =>
      countsOf(new RateLimiterPostgres({ ...shared, keyPrefix: scope, points, duration: seconds })),
    close: () => clearInterval(sweeping),
  };
}
