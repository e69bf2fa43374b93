import { Injectable } from '@nestjs/common';
import { RateLimits, type Limiter } from '@app/security';

const MINUTE = 60;

/** Who tries to sign in as whom: the account, known or not, and the address. */
export interface Attempt {
  account: string;
  address: string;
}

/** Slows down guessing: 5 wrong passwords in 15 minutes for an account, 20 in 10 minutes from an address. */
@Injectable()
export class LoginAttempts {
  private readonly byAccount: Limiter;
  private readonly byAddress: Limiter;

  constructor(limits: RateLimits) {
    this.byAccount = limits.limiter({ scope: 'login_account', points: 5, seconds: 15 * MINUTE });
    this.byAddress = limits.limiter({ scope: 'login_address', points: 20, seconds: 10 * MINUTE });
  }

  /** Throws `RateLimited` when there were too many wrong ones. */
  async admit({ account, address }: Attempt): Promise<void> {
    await this.byAccount.peek(account);
    await this.byAddress.peek(address);
  }

  /** Throws `RateLimited` when others, checked at the same time, have used up what was left. */
  async countWrong({ account, address }: Attempt): Promise<void> {
    await this.byAccount.take(account);
    await this.byAddress.take(address);
  }

  async forget({ account }: Attempt): Promise<void> {
    await this.byAccount.reset(account);
  }
}
