import { Injectable } from '@nestjs/common';
import { networkOf, RateLimited, RateLimits, type Limiter } from '@app/security';

const MINUTE = 60;

/** Who tries to sign in as whom: the account, known or not, the address, and the browser if the account knows it. */
export interface Attempt {
  account: string;
  address: string;
  device: string | null;
}

/**
 * Slows down guessing: 5 wrong passwords in 15 minutes for an account, 20 in 10 minutes from an address. A browser that the
 * account knows has 5 of its own, so that strangers cannot keep the owner out.
 */
@Injectable()
export class LoginAttempts {
  private readonly byAccount: Limiter;
  private readonly byDevice: Limiter;
  private readonly byAddress: Limiter;

  constructor(limits: RateLimits) {
    this.byAccount = limits.limiter({ scope: 'login_account', points: 5, seconds: 15 * MINUTE });
    this.byDevice = limits.limiter({ scope: 'login_device', points: 5, seconds: 15 * MINUTE });
    this.byAddress = limits.limiter({ scope: 'login_address', points: 20, seconds: 10 * MINUTE });
  }

  /** Throws `RateLimited` when there were too many wrong ones. */
  async admit({ account, address, device }: Attempt): Promise<void> {
    if (device) await this.byDevice.peek(keyOf(account, device));
    else await this.byAccount.peek(account);
    await this.byAddress.peek(networkOf(address));
  }

  /** Whether the next one will not be looked at. */
  async isBlocked({ account, address, device }: Attempt): Promise<boolean> {
    const byWhom = device ? this.byDevice.isSpent(keyOf(account, device)) : this.byAccount.isSpent(account);
    return (await byWhom) || this.byAddress.isSpent(networkOf(address));
  }

  /** Throws `RateLimited` when others, checked at the same time, have used up what was left. */
  async countWrong({ account, address, device }: Attempt): Promise<void> {
    if (device) {
      await this.byAccount.take(account).catch(unlessSpent);
      await this.byDevice.take(keyOf(account, device));
    } else await this.byAccount.take(account);
    await this.byAddress.take(networkOf(address));
  }

  /** After a right one. The owner's does not give the strangers new guesses. */
  async forget({ account, device }: Attempt): Promise<void> {
    if (device) await this.byDevice.reset(keyOf(account, device));
    else await this.byAccount.reset(account);
  }

  /** After the password has become another one. */
  async forgetAll({ account, device }: Pick<Attempt, 'account' | 'device'>): Promise<void> {
    await this.byAccount.reset(account);
    if (device) await this.byDevice.reset(keyOf(account, device));
  }
}

const keyOf = (account: string, device: string) => `${device} ${account}`;

/** Strangers may have used up the account's already, which is not the known browser's fault. */
function unlessSpent(error: unknown): void {
  if (!(error instanceof RateLimited)) throw error;
}
