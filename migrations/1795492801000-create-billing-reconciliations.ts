import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateBillingReconciliations1795492801000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE billing_reconciliations (
        id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        phase text NOT NULL,
        cursor text,
        found jsonb NOT NULL DEFAULT '{}',
        finished_at timestamptz,
        CONSTRAINT billing_reconciliations_pkey PRIMARY KEY (id)
      )`);
    await queryRunner.query(`ALTER TABLE subscriptions ADD monthly_amount integer, ADD currency text`);
    await queryRunner.query(`CREATE INDEX stripe_events_dead ON stripe_events (received_at) WHERE status = 'dead'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX stripe_events_dead`);
    await queryRunner.query(`ALTER TABLE subscriptions DROP monthly_amount, DROP currency`);
    await queryRunner.query(`DROP TABLE billing_reconciliations`);
  }
}
