import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { LoginRequest, SignupRequest } from '@app/protocol';
import { networkOf, RateLimits, type Limiter } from '@app/security';
import { EmailTaken, InvalidCredentials, SignInBusy, WeakPassword } from '../auth.errors.js';
import { User } from '../user/user.entity.js';
import { Users } from '../user/users.js';
import { LoginAttempts, type Attempt } from './login-attempts.js';
import { PasswordHasher } from './password-hasher.js';
import { weaknessOf } from './password-policy.js';

const HOUR = 3600;

/** Accounts with a password: making one, and proving that one is yours. */
@Injectable()
export class Passwords {
  private readonly logger = new Logger('Passwords');
  private readonly signups: Limiter;

  constructor(
    private readonly users: Users,
    @InjectRepository(User) private readonly rows: Repository<User>,
    private readonly hasher: PasswordHasher,
    private readonly attempts: LoginAttempts,
    limits: RateLimits,
  ) {
    this.signups = limits.limiter({ scope: 'signup_address', points: 20, seconds: HOUR });
  }

  /** Throws `WeakPassword` or `EmailTaken`. */
  async signUp({ email, password, name }: SignupRequest, address: string): Promise<User> {
    const network = networkOf(address);
    await this.signups.peek(network);
    const weakness = await weaknessOf(password, { email, name });
    if (weakness) throw new WeakPassword(weakness);
    await this.signups.take(network);
    if (await this.users.findByEmail(email)) throw new EmailTaken();
    const passwordHash = await this.hasher.hash(password);
    return this.users.create({ email, passwordHash, name: name ?? null, emailVerified: false });
  }

  /** Throws `InvalidCredentials` after the same work whatever the reason, or `RateLimited`. */
  async logIn({ email, password }: LoginRequest, attempt: Attempt): Promise<User> {
    await this.attempts.admit(attempt);
    const user = await this.users.findByEmail(email);
    const right = await this.hasher.isRight(password, user?.passwordHash ?? null, () => this.attempts.admit(attempt));
    if (!user || !right || user.disabledAt) {
      await this.attempts.countWrong(attempt);
      throw new InvalidCredentials();
    }
    await this.attempts.forget(attempt);
    return this.withCurrentHash(user, password);
  }

  /** Whether the password is still the user's: it may have been changed, or the account closed, while they signed in. */
  async isStillRight({ id, passwordHash }: User, password: string): Promise<boolean> {
    const now = await this.rows.findOneBy({ id });
    if (!now?.passwordHash || now.disabledAt) return false;
    // Another sign-in at the same moment may have renewed the hash of the same password.
    return now.passwordHash === passwordHash || this.hasher.isRight(password, now.passwordHash, async () => {});
  }

  /** A hash made with the parameters of yesterday is replaced, now that the password is at hand. */
  private async withCurrentHash(user: User, password: string): Promise<User> {
    const { id, passwordHash } = user;
    if (passwordHash === null || !this.hasher.isOutdated(passwordHash)) return user;
    try {
      const renewed = await this.hasher.hash(password);
      // Only if it is still the same: a password that was just changed must not come back.
      const { affected } = await this.rows.update({ id, passwordHash }, { passwordHash: renewed });
      return affected ? this.rows.create({ ...user, passwordHash: renewed }) : user;
    } catch (error) {
      if (!(error instanceof SignInBusy)) throw error;
      this.logger.debug('A hash was not renewed: too many people are signing in');
      return user;
    }
  }
}
