import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ChangePasswordRequest } from '@app/protocol';
import type { Actor } from '../actor/actor.js';
import { WeakPassword, WrongPassword } from '../auth.errors.js';
import { Sessions } from '../session/sessions.js';
import { User } from '../user/user.entity.js';
import { LoginAttempts, type Attempt } from './login-attempts.js';
import { PasswordHasher } from './password-hasher.js';
import { weaknessOf } from './password-policy.js';
import { PasswordReplacement } from './password-replacement.js';

/** The actor's own password: whether there is one, and making it another one. */
@Injectable()
export class PasswordChange {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly hasher: PasswordHasher,
    private readonly attempts: LoginAttempts,
    private readonly sessions: Sessions,
    private readonly replacement: PasswordReplacement,
  ) {}

  async isSet({ id }: Actor): Promise<boolean> {
    return (await this.userOf(id)).passwordHash !== null;
  }

  /**
   * Ends all sessions of the actor, this one too. Says whether it is the account's first password. Throws `WrongPassword`,
   * `SignInTooOld`, `WeakPassword`, or `RateLimited` after too many wrong ones.
   */
  async change(
    actor: Actor,
    { currentPassword, newPassword }: ChangePasswordRequest,
    attempt: Attempt,
  ): Promise<{ isFirst: boolean }> {
    const user = await this.userOf(actor.id);
    const before = user.passwordHash;
    if (before === null) await this.sessions.requireRecent(actor.sessionId);
    else await this.assertRight(currentPassword, before, attempt);
    const weakness = await weaknessOf(newPassword, user);
    if (weakness) throw new WeakPassword(weakness, 'newPassword');
    const after = await this.hasher.hash(newPassword);
    await this.dataSource.transaction(async (manager) => {
      // Somebody else may have changed it since it was looked at: then the one that was given is not the current one.
      if (!(await this.replacement.replace(manager, user.id, after, before))) throw new WrongPassword();
    });
    this.replacement.tell(user);
    return { isFirst: before === null };
  }

  private async assertRight(password: string | undefined, passwordHash: string, attempt: Attempt): Promise<void> {
    if (password === undefined) throw new WrongPassword();
    await this.attempts.admit(attempt);
    if (!(await this.hasher.isRight(password, passwordHash, () => this.attempts.admit(attempt)))) {
      await this.attempts.countWrong(attempt);
      throw new WrongPassword();
    }
    await this.attempts.forget(attempt);
  }

  private userOf(id: string): Promise<User> {
    return this.dataSource.getRepository(User).findOneByOrFail({ id });
  }
}
