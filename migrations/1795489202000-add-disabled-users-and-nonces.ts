import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts that an admin has closed, and the nonce of OpenID Connect flows. */
export class AddDisabledUsersAndNonces1795489202000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD COLUMN disabled_at timestamptz');
    await runner.query('ALTER TABLE oauth_flows ADD COLUMN nonce text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE oauth_flows DROP COLUMN nonce');
    await runner.query('ALTER TABLE users DROP COLUMN disabled_at');
  }
}
