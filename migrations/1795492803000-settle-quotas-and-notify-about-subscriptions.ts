import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A charge that is settled cannot be given back. And every instance keeps subscriptions in memory to show them: whatever
 * changes one, be it this program, a cascade or an operator's own SQL, tells them all to forget what they know.
 */
export class SettleQuotasAndNotifyAboutSubscriptions1795492803000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE quota_charges ADD COLUMN settled_at timestamptz`);
    await runner.query(`CREATE INDEX quota_charges_by_age ON quota_charges (created_at)`);
    await runner.query(`
      CREATE FUNCTION notify_subscription_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP <> 'INSERT' THEN PERFORM pg_notify('billing_changed', OLD.user_id::text); END IF;
        IF TG_OP <> 'DELETE' THEN PERFORM pg_notify('billing_changed', NEW.user_id::text); END IF;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER subscriptions_added_or_deleted AFTER INSERT OR DELETE ON subscriptions
      FOR EACH ROW EXECUTE FUNCTION notify_subscription_changed()`);
    // Whatever columns there will be; that one was looked at again and found the same is no news.
    await runner.query(`
      CREATE TRIGGER subscriptions_changed AFTER UPDATE ON subscriptions FOR EACH ROW
      WHEN (to_jsonb(NEW) - 'updated_at' <> to_jsonb(OLD) - 'updated_at')
      EXECUTE FUNCTION notify_subscription_changed()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER subscriptions_changed ON subscriptions');
    await runner.query('DROP TRIGGER subscriptions_added_or_deleted ON subscriptions');
    await runner.query('DROP FUNCTION notify_subscription_changed()');
    await runner.query('DROP INDEX quota_charges_by_age');
    await runner.query('ALTER TABLE quota_charges DROP COLUMN settled_at');
  }
}
