import { Injectable } from '@nestjs/common';
import { AuditLog, RateLimited, RateLimits, type AuditEntry } from '@app/security';
import { EmailLinks } from '../email/email-links.js';
import { LinkLimits } from '../email/link-limits.js';
import { resetPasswordMail } from '../mail/kinds/reset-password.mail.js';
import { Mailer } from '../mail/mailer.js';
import { Users } from '../user/users.js';

/** Where a request came from, for the audit log. */
type Origin = Required<Pick<AuditEntry, 'address' | 'requestId'>>;

/** Mails the link that resets a password, and tells nobody whether there was an account to mail one to. */
@Injectable()
export class ForgottenPassword {
  private readonly limits: LinkLimits;

  constructor(
    private readonly users: Users,
    private readonly links: EmailLinks,
    private readonly mailer: Mailer,
    private readonly audit: AuditLog,
    limits: RateLimits,
  ) {
    this.limits = new LinkLimits(limits, 'reset_mail');
  }

  /** Throws `MailUnavailable`, or `RateLimited` for the address. An account that has had enough mail gets none, in silence. */
  async request(email: string, origin: Origin): Promise<void> {
    this.mailer.assertAvailable();
    await this.limits.takeAddress(origin.address);
    if (await this.hasHadEnough(email)) return;
    // Even looking the account up happens in the background: no answer tells by its time whether there is one.
    this.mailer.post('reset_password', async () => {
      const user = await this.users.findByEmail(email);
      if (!user || user.disabledAt) return null;
      await this.audit.record({ action: 'auth.password_reset_requested', subjectId: user.id, ...origin });
      return resetPasswordMail(user.email, await this.links.issue(user, 'reset_password'));
    });
  }

  private async hasHadEnough(email: string): Promise<boolean> {
    try {
      await this.limits.takeAccount(email);
      return false;
    } catch (error) {
      if (error instanceof RateLimited) return true;
      throw error;
    }
  }
}
