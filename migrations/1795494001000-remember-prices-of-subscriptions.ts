import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which of a plan's prices is paid, and which will be: a plan may be paid monthly or yearly. */
export class RememberPricesOfSubscriptions1795494001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE subscriptions ADD price text, ADD pending_price text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE subscriptions DROP price, DROP pending_price');
  }
}
