import type { HealthReports } from '@app/metrics';
import type { DataSource } from 'typeorm';
import type { SecurityConfig } from '../security.config.js';
import { makePostgresStore } from './postgres-store.js';
import { makeRedisStore } from './redis-store.js';
import { StoreWatch } from './store-watch.js';

/** The store that was configured, watched; undefined where every instance counts in its own memory. */
export async function chooseStore(
  { redisUrl, rateLimits }: SecurityConfig,
  dataSource?: DataSource,
  health?: HealthReports,
): Promise<StoreWatch | undefined> {
  if (redisUrl) return new StoreWatch(await makeRedisStore(redisUrl), health);
  if (rateLimits.store === 'memory') return undefined;
  if (!dataSource) throw new Error('Rate limits in Postgres need the DatabaseModule');
  return new StoreWatch(await makePostgresStore(dataSource), health);
}
