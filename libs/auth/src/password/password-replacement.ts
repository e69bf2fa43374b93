import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EmailLinks } from '../email/email-links.js';
import { passwordChangedMail } from '../mail/kinds/password-changed.mail.js';
import { MailConfig } from '../mail/mail.config.js';
import { Mailer } from '../mail/mailer.js';
import { Sessions } from '../session/sessions.js';
import type { User } from '../user/user.entity.js';

/** What goes with every new password: whoever was signed in is signed out, and what could reset it can no more. */
@Injectable()
export class PasswordReplacement {
  constructor(
    private readonly sessions: Sessions,
    private readonly links: EmailLinks,
    private readonly mailer: Mailer,
    private readonly config: MailConfig,
  ) {}

  /** Says whether the hash was `before` until now (if one is given), and so was replaced. */
  async replace(manager: EntityManager, userId: string, after: string, before?: string | null): Promise<boolean> {
    const [, replaced] = (await manager.query(
      `UPDATE users SET password_hash = $2, updated_at = now()
       WHERE id = $1 AND ($3 OR password_hash IS NOT DISTINCT FROM $4)`,
      [userId, after, before === undefined, before ?? null],
    )) as [unknown[], number];
    if (replaced === 0) return false;
    await this.links.voidAll(manager, userId, ['reset_password']);
    await this.sessions.revokeAll(userId, undefined, manager);
    return true;
  }

  /** Tells the owner, in case it was somebody else. An unproven address may be a stranger's, who must not be pestered. */
  tell({ email, emailVerified }: Pick<User, 'email' | 'emailVerified'>): void {
    if (!emailVerified) return;
    this.mailer.post('password_changed', () => Promise.resolve(passwordChangedMail(email, this.config.publicUrl)));
  }
}
