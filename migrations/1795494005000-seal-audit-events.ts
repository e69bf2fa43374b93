import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit log only grows: a trigger refuses every change, to the table's owner too, and to whoever has made triggers sleep
 * in their session. Old rows leave in a transaction that says so (docs/audit.md). And it is read, newest first.
 */
export class SealAuditEvents1795494005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' AND current_setting('turnpike.audit_retention', true) = 'on' THEN
          RETURN NULL;
        END IF;
        RAISE EXCEPTION 'The audit log only grows: % of audit_events is refused', TG_OP
          USING ERRCODE = 'insufficient_privilege';
      END $$`);
    // For each statement, because TRUNCATE has no rows.
    await runner.query(`
      CREATE TRIGGER audit_events_sealed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`);
    await runner.query('ALTER TABLE audit_events ENABLE ALWAYS TRIGGER audit_events_sealed');
    await runner.query('CREATE INDEX audit_events_time ON audit_events (at, id)');
    // Finds the beginnings of words whatever the database's collation is.
    await runner.query('CREATE INDEX audit_events_action ON audit_events (action text_pattern_ops, at, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_events_action, audit_events_time');
    await runner.query('DROP TRIGGER audit_events_sealed ON audit_events');
    await runner.query('DROP FUNCTION refuse_audit_change()');
  }
}
