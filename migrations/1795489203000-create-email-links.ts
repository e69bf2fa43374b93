import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The one-time links that are mailed to confirm an address or to set a new password; only their hashes are stored. */
export class CreateEmailLinks1795489203000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE email_links (
        token_hash bytea NOT NULL CONSTRAINT email_links_pkey PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT email_links_user_id_fkey REFERENCES users (id) ON DELETE CASCADE,
        purpose text NOT NULL CONSTRAINT email_links_purpose_check CHECK (purpose IN ('verify_email', 'reset_password')),
        email text NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX email_links_user_id_idx ON email_links (user_id)');
    await runner.query('CREATE INDEX email_links_expires_at_idx ON email_links (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE email_links');
  }
}
