import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ResetPasswordRequest } from '@app/protocol';
import { InvalidLink, WeakPassword } from '../auth.errors.js';
import { EmailLinks } from '../email/email-links.js';
import { User } from '../user/user.entity.js';
import { PasswordHasher } from './password-hasher.js';
import { weaknessOf } from './password-policy.js';
import { PasswordReplacement } from './password-replacement.js';

/** Whose password was reset, and what the link has changed besides. */
export interface Reset {
  user: User;
  /** The address was not proven before: the link has proved it, and the ways in of whoever had the account went. */
  provedEmail: boolean;
}

/** Choosing a new password by a mailed link. */
@Injectable()
export class PasswordReset {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly links: EmailLinks,
    private readonly hasher: PasswordHasher,
    private readonly replacement: PasswordReplacement,
  ) {}

  /** Throws `InvalidLink`, or `WeakPassword`, which leaves the link good. */
  async reset({ token, password }: ResetPasswordRequest): Promise<Reset> {
    const user = await this.userOf(token);
    const weakness = await weaknessOf(password, user);
    if (weakness) throw new WeakPassword(weakness);
    const passwordHash = await this.hasher.hash(password);
    const provedEmail = await this.dataSource.transaction(async (manager) => {
      if (!(await this.links.use(manager, token, 'reset_password', user.id))) throw new InvalidLink();
      await this.replacement.replace(manager, user.id, passwordHash);
      await this.links.voidAll(manager, user.id, ['verify_email']);
      const [, proved] = (await manager.query(
        'UPDATE users SET email_verified = true WHERE id = $1 AND NOT email_verified',
        [user.id],
      )) as [unknown[], number];
      // Somebody may have signed up with a stranger's address, and linked an identity to keep the account.
      if (proved > 0) await manager.query('DELETE FROM identities WHERE user_id = $1', [user.id]);
      return proved > 0;
    });
    this.replacement.tell({ ...user, emailVerified: true });
    return { user, provedEmail };
  }

  private async userOf(token: string): Promise<User> {
    const id = await this.links.findUserId(token, 'reset_password');
    const user = id && (await this.dataSource.getRepository(User).findOneBy({ id }));
    if (!user) throw new InvalidLink();
    return user;
  }
}
