import { Injectable } from '@nestjs/common';
import type { LoginRequest, SignupRequest } from '@app/protocol';
import { RateLimits, type Limiter } from '@app/security';
import { EmailTaken, InvalidCredentials, WeakPassword } from '../auth.errors.js';
import type { User } from '../user/user.entity.js';
import { canonicalEmail, Users } from '../user/users.js';
import { LoginAttempts } from './login-attempts.js';
import { PasswordHasher } from './password-hasher.js';
import { weaknessOf } from './password-policy.js';

const HOUR = 3600;

/** Accounts with a password: making one, and proving that one is yours. */
@Injectable()
export class Passwords {
  private readonly signups: Limiter;

  constructor(
    private readonly users: Users,
    private readonly hasher: PasswordHasher,
    private readonly attempts: LoginAttempts,
    limits: RateLimits,
  ) {
    this.signups = limits.limiter({ scope: 'signup_address', points: 20, seconds: HOUR });
  }

  /** Throws `WeakPassword` or `EmailTaken`. */
  async signUp({ email, password, name }: SignupRequest, address: string): Promise<User> {
    const weakness = weaknessOf(password, { email, name });
    if (weakness) throw new WeakPassword(weakness);
    await this.signups.take(address);
    if (await this.users.findByEmail(email)) throw new EmailTaken();
    const passwordHash = await this.hasher.hash(password);
    return this.users.create({ email, passwordHash, name: name ?? null, emailVerified: false });
  }

  /** Throws `InvalidCredentials` after the same work whatever the reason, or `RateLimited`. */
  async logIn({ email, password }: LoginRequest, address: string): Promise<User> {
    const attempt = { account: canonicalEmail(email), address };
    await this.attempts.admit(attempt);
    const user = await this.users.findByEmail(email);
    const right = await this.hasher.isRight(password, user?.passwordHash ?? null, () => this.attempts.admit(attempt));
    if (!user || !right) {
      await this.attempts.countWrong(attempt);
      throw new InvalidCredentials();
    }
    await this.attempts.forget(attempt);
    return user;
  }
}
