import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A running turn belongs to a process that says again and again that it is still at it. Processes of an older version, which
 * may run beside new ones for a while, do not know of it: theirs are left alone for as long as a turn can take.
 */
export class LeaseRunningTurns1795494004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE turns
        ADD lease_until timestamptz(3) NOT NULL DEFAULT now() + interval '3 minutes',
        ADD stop_asked boolean NOT NULL DEFAULT false`);
    // Not of the lease: what is in an index cannot be updated in place.
    await runner.query('DROP INDEX turns_running');
    await runner.query(`CREATE INDEX turns_running ON turns (user_id) WHERE status = 'running'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX turns_running');
    await runner.query(`CREATE INDEX turns_running ON turns (started_at) WHERE status = 'running'`);
    await runner.query('ALTER TABLE turns DROP lease_until, DROP stop_asked');
  }
}
