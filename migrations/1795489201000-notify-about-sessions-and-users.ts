import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every instance keeps the actors of living sessions in memory. Whatever ends a session or changes what an actor is, be it
 * this program, a cascade or an operator's own SQL, tells them all to forget what they know.
 */
export class NotifyAboutSessionsAndUsers1795489201000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION notify_session_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('auth_changed', 'session ' || OLD.id);
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE FUNCTION notify_user_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('auth_changed', 'user ' || OLD.id);
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER sessions_deleted AFTER DELETE ON sessions
      FOR EACH ROW EXECUTE FUNCTION notify_session_changed()`);
    // Its use moves last_used_at forward every minute, which nobody has to hear of.
    await runner.query(`
      CREATE TRIGGER sessions_changed AFTER UPDATE ON sessions FOR EACH ROW
      WHEN (NEW.user_id <> OLD.user_id OR NEW.created_at <> OLD.created_at OR NEW.last_used_at < OLD.last_used_at)
      EXECUTE FUNCTION notify_session_changed()`);
    await runner.query(`
      CREATE TRIGGER users_changed AFTER UPDATE ON users
      FOR EACH ROW EXECUTE FUNCTION notify_user_changed()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER users_changed ON users');
    await runner.query('DROP TRIGGER sessions_changed ON sessions');
    await runner.query('DROP TRIGGER sessions_deleted ON sessions');
    await runner.query('DROP FUNCTION notify_user_changed(), notify_session_changed()');
  }
}
