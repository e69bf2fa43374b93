import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAuditEvents1795478400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE audit_events (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        action text NOT NULL,
        actor_id uuid,
        subject_id uuid,
        address text,
        request_id text,
        details jsonb NOT NULL
      )`);
    await queryRunner.query('CREATE INDEX audit_events_actor ON audit_events (actor_id, at)');
    await queryRunner.query('CREATE INDEX audit_events_subject ON audit_events (subject_id, at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE audit_events');
  }
}
