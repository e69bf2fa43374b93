import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { RateLimits } from '@app/security';
import type { Actor } from '../actor/actor.js';
import { AlreadyVerified, InvalidLink } from '../auth.errors.js';
import { verifyEmailMail } from '../mail/kinds/verify-email.mail.js';
import { Mailer } from '../mail/mailer.js';
import type { User } from '../user/user.entity.js';
import { EmailLinks } from './email-links.js';
import { LinkLimits } from './link-limits.js';

/** Proving, by a mailed link, that an account's address is its owner's. */
@Injectable()
export class EmailVerification {
  private readonly limits: LinkLimits;

  constructor(
    private readonly links: EmailLinks,
    private readonly mailer: Mailer,
    @InjectDataSource() private readonly dataSource: DataSource,
    limits: RateLimits,
  ) {
    this.limits = new LinkLimits(limits, 'verification_mail');
  }

  /** Mails the actor another link. Throws `AlreadyVerified`, `MailUnavailable` or `RateLimited`. */
  async resend(actor: Actor, address: string): Promise<void> {
    if (actor.emailVerified) throw new AlreadyVerified();
    this.mailer.assertAvailable();
    await this.limits.takeAddress(address);
    await this.limits.takeAccount(actor.email);
    this.send(actor);
  }

  /**
   * Mails a link in the background; whoever calls it never waits and never fails because of it. Says whether there is a
   * way to send mail at all.
   */
  send(user: Pick<User, 'id' | 'email'>): boolean {
    this.mailer.post('verify_email', async () =>
      verifyEmailMail(user.email, await this.links.issue(user, 'verify_email')),
    );
    return this.mailer.isAvailable();
  }

  /**
   * Only the account's own user may confirm its address: whoever signed up with a stranger's address would else have it
   * confirmed by the stranger's curious click. Throws `InvalidLink`.
   */
  async verify(actor: Actor, token: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      if (!(await this.links.use(manager, token, 'verify_email', actor.id))) throw new InvalidLink();
      await manager.query('UPDATE users SET email_verified = true, updated_at = now() WHERE id = $1', [actor.id]);
    });
  }
}
