import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateConversationsTurns1795478403000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Milliseconds, so that a time which went through JavaScript and came back in a cursor still compares equal.
    await queryRunner.query(`
      CREATE TABLE conversations (
        id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT conversations_pkey PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT conversations_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
        title text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now()
      )`);
    await queryRunner.query('CREATE INDEX conversations_by_user ON conversations (user_id, updated_at, id)');
    await queryRunner.query(`
      CREATE TABLE turns (
        id uuid NOT NULL CONSTRAINT turns_pkey PRIMARY KEY,
        conversation_id uuid NOT NULL
          CONSTRAINT turns_conversation_id_fkey REFERENCES conversations (id) ON DELETE CASCADE,
        user_id uuid NOT NULL CONSTRAINT turns_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
        attempt_id uuid NOT NULL,
        status text NOT NULL DEFAULT 'running'
          CONSTRAINT turns_status_check CHECK (status IN ('running', 'completed', 'cancelled', 'failed')),
        text text NOT NULL,
        answer text NOT NULL DEFAULT '',
        delta_lengths integer[] NOT NULL DEFAULT '{}',
        model text NOT NULL,
        input_tokens integer,
        output_tokens integer,
        error_code text,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        started_at timestamptz(3) NOT NULL DEFAULT now(),
        ended_at timestamptz(3)
      )`);
    await queryRunner.query('CREATE INDEX turns_by_conversation ON turns (conversation_id, created_at, id)');
    await queryRunner.query('CREATE INDEX turns_by_user ON turns (user_id)');
    await queryRunner.query(`CREATE INDEX turns_running ON turns (started_at) WHERE status = 'running'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE turns, conversations');
  }
}
