import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { MailConfig } from '../mail/mail.config.js';
import type { User } from '../user/user.entity.js';
import type { LinkPurpose } from './email-link.entity.js';

const LIVES: Record<LinkPurpose, string> = { verify_email: '24 hours', reset_password: '30 minutes' };
const PAGES: Record<LinkPurpose, string> = { verify_email: 'verify-email', reset_password: 'reset-password' };

/** Good for its purpose, in time by the database's clock, and mailed to the address that the open account still has. */
const GOOD = `
  l.token_hash = $1 AND l.purpose = $2 AND l.expires_at > now()
  AND u.id = l.user_id AND u.email = l.email AND u.disabled_at IS NULL`;

/** Takes what is over out of the table on the way, and waits for nobody who is at the same rows. */
const SWEEP = `
  DELETE FROM email_links WHERE token_hash IN (
    SELECT token_hash FROM email_links WHERE expires_at < now() LIMIT 1000 FOR UPDATE SKIP LOCKED)`;

/** The links that are mailed: each proves, once, that whoever has it reads the mail of the account. */
@Injectable()
export class EmailLinks {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: MailConfig,
  ) {}

  /** Makes a link and gives its URL; the token in it is stored nowhere. */
  async issue({ id, email }: Pick<User, 'id' | 'email'>, purpose: LinkPurpose): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.dataSource.query(SWEEP);
    await this.dataSource.query(
      `INSERT INTO email_links (token_hash, user_id, purpose, email, expires_at)
       VALUES ($1, $2, $3, $4, now() + $5::interval)`,
      [hashOf(token), id, purpose, email, LIVES[purpose]],
    );
    // Behind the #, the token reaches no server's log and no Referer header.
    return `${this.config.publicUrl}/${PAGES[purpose]}#${token}`;
  }

  /** Whose link it is, if it is good; it stays so. */
  async findUserId(token: string, purpose: LinkPurpose): Promise<string | null> {
    const [row] = await this.dataSource.query<{ user_id: string }[]>(
      `SELECT l.user_id FROM email_links l, users u WHERE ${GOOD}`,
      [hashOf(token), purpose],
    );
    return row?.user_id ?? null;
  }

  /** Uses the user's link up, and with it all others of them for the same purpose. Says whether it was good. */
  async use(manager: EntityManager, token: string, purpose: LinkPurpose, userId: string): Promise<boolean> {
    // Whatever touches the links of an account takes its row first, so that nobody waits in a circle.
    await manager.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [userId]);
    const [used] = (await manager.query(
      `DELETE FROM email_links l USING users u WHERE ${GOOD} AND l.user_id = $3 RETURNING l.user_id`,
      [hashOf(token), purpose, userId],
    )) as [unknown[], number];
    if (used.length === 0) return false;
    await this.voidAll(manager, userId, [purpose]);
    return true;
  }

  /** Makes all links of the user for these purposes worthless. */
  async voidAll(manager: EntityManager, userId: string, purposes: LinkPurpose[]): Promise<void> {
    await manager.query('DELETE FROM email_links WHERE user_id = $1 AND purpose = ANY($2)', [userId, purposes]);
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest();
