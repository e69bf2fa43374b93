import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CountChangesAndReportTurns1795492802000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // A page is now known by what it sells, which Stripe keeps with it.
    await queryRunner.query(`
      ALTER TABLE billing_customers DROP COLUMN checkout_price, ADD COLUMN changes integer NOT NULL DEFAULT 0`);
    await queryRunner.query(`ALTER TABLE subscriptions ADD pending_plan text, ADD pending_at timestamptz`);
    // Events are looked for by customer: which of them was deleted, and what to forget of a person.
    await queryRunner.query(`CREATE INDEX stripe_events_by_subject ON stripe_events (subject)`);
    // No user: what was used is owed by a customer, even after the account is gone.
    await queryRunner.query(`
      CREATE TABLE meter_reports (
        turn_id uuid NOT NULL,
        stripe_customer_id text NOT NULL,
        status text NOT NULL DEFAULT 'pending',
        used_at timestamptz NOT NULL DEFAULT now(),
        attempts integer NOT NULL DEFAULT 0,
        first_attempt_at timestamptz,
        next_attempt_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT meter_reports_pkey PRIMARY KEY (turn_id),
        CONSTRAINT meter_reports_status_check CHECK (status IN ('pending', 'sent', 'dead'))
      )`);
    await queryRunner.query(
      `CREATE INDEX meter_reports_due ON meter_reports (next_attempt_at) WHERE status = 'pending'`,
    );
    await queryRunner.query(`CREATE INDEX meter_reports_sent ON meter_reports (used_at) WHERE status = 'sent'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE meter_reports`);
    await queryRunner.query(`DROP INDEX stripe_events_by_subject`);
    await queryRunner.query(`ALTER TABLE subscriptions DROP pending_plan, DROP pending_at`);
    await queryRunner.query(`ALTER TABLE billing_customers DROP COLUMN changes, ADD COLUMN checkout_price text`);
  }
}
