import { networkOf, type Limiter, type RateLimits } from '@app/security';
import { canonicalEmail } from '../user/users.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How often links may be asked for: once a minute and 5 times an hour for an account, 20 times an hour from an address. */
export class LinkLimits {
  private readonly eachMinute: Limiter;
  private readonly eachHour: Limiter;
  private readonly byAddress: Limiter;

  /** `subject` names the limits in metrics. */
  constructor(limits: RateLimits, subject: string) {
    this.eachMinute = limits.limiter({ scope: `${subject}_minute`, points: 1, seconds: MINUTE });
    this.eachHour = limits.limiter({ scope: `${subject}_hour`, points: 5, seconds: HOUR });
    this.byAddress = limits.limiter({ scope: `${subject}_address`, points: 20, seconds: HOUR });
  }

  /** Throws `RateLimited` when too much was asked for from there. */
  async takeAddress(address: string): Promise<void> {
    await this.byAddress.take(networkOf(address));
  }

  /** Throws `RateLimited` when too much was asked for this account, known or not. */
  async takeAccount(email: string): Promise<void> {
    const account = canonicalEmail(email);
    await this.eachHour.peek(account);
    await this.eachMinute.take(account);
    await this.eachHour.take(account);
  }
}
