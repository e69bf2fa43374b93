import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSubscriptionsEventsQuotas1795478402000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE billing_customers (
        user_id uuid NOT NULL,
        stripe_customer_id text,
        checkout_session_id text,
        checkout_price text,
        locked_by uuid,
        locked_until timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT billing_customers_pkey PRIMARY KEY (user_id),
        CONSTRAINT billing_customers_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await queryRunner.query(
      `CREATE UNIQUE INDEX billing_customers_stripe_customer_id_key ON billing_customers (stripe_customer_id)`,
    );
    await queryRunner.query(`
      CREATE TABLE subscriptions (
        id serial NOT NULL,
        user_id uuid NOT NULL,
        stripe_customer_id text NOT NULL,
        stripe_subscription_id text NOT NULL,
        plan text NOT NULL,
        status text NOT NULL,
        current_period_start timestamptz,
        current_period_end timestamptz,
        cancel_at_period_end boolean NOT NULL DEFAULT false,
        started_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT subscriptions_pkey PRIMARY KEY (id),
        CONSTRAINT subscriptions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await queryRunner.query(
      `CREATE UNIQUE INDEX subscriptions_stripe_subscription_id_key ON subscriptions (stripe_subscription_id)`,
    );
    await queryRunner.query(`
      CREATE UNIQUE INDEX one_live_subscription_per_user ON subscriptions (user_id)
       WHERE status IN ('active', 'trialing', 'past_due')`);
    await queryRunner.query(`CREATE INDEX subscriptions_by_user ON subscriptions (user_id)`);
    await queryRunner.query(`CREATE INDEX subscriptions_by_customer ON subscriptions (stripe_customer_id)`);
    await queryRunner.query(`
      CREATE TABLE stripe_events (
        id text NOT NULL,
        type text NOT NULL,
        subject text NOT NULL,
        payload jsonb NOT NULL,
        status text NOT NULL,
        created timestamptz NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        attempts integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL DEFAULT now(),
        processed_at timestamptz,
        error text,
        CONSTRAINT stripe_events_pkey PRIMARY KEY (id),
        CONSTRAINT stripe_events_status_check CHECK (status IN ('pending', 'processed', 'ignored', 'dead'))
      )`);
    await queryRunner.query(
      `CREATE INDEX stripe_events_due ON stripe_events (next_attempt_at) WHERE status = 'pending'`,
    );
    await queryRunner.query(`
      CREATE TABLE quota_usages (
        user_id uuid NOT NULL,
        quota text NOT NULL,
        period_start timestamptz NOT NULL,
        used integer NOT NULL,
        CONSTRAINT quota_usages_pkey PRIMARY KEY (user_id, quota, period_start),
        CONSTRAINT quota_usages_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await queryRunner.query(`
      CREATE TABLE quota_charges (
        user_id uuid NOT NULL,
        quota text NOT NULL,
        key text NOT NULL,
        period_start timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT quota_charges_pkey PRIMARY KEY (user_id, quota, key),
        CONSTRAINT quota_charges_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE quota_charges, quota_usages, stripe_events, subscriptions, billing_customers`);
  }
}
