import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Counters of rate limits, for deployments that count in Postgres. Unlogged: losing them in a crash costs nothing but a
 * few attempts more, and writing them down would cost every attempt. The columns are those of rate-limiter-flexible.
 */
export class CreateRateLimits1795494003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE rate_limits (
        key text COLLATE "C" NOT NULL,
        points integer NOT NULL,
        expire bigint NOT NULL,
        CONSTRAINT rate_limits_pkey PRIMARY KEY (key)
      ) WITH (fillfactor = 50)`);
    await runner.query('CREATE INDEX rate_limits_expire ON rate_limits (expire)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rate_limits');
  }
}
