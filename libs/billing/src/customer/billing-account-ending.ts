import { Injectable } from '@nestjs/common';
import { AccountEnding } from '@app/auth';
import { AuditLog } from '@app/security';
import { answerInTime } from '../answer-in-time.js';
import { CheckoutPages } from '../checkout/checkout-pages.js';
import { Customers } from './customers.service.js';
import { SubscriptionEndings } from './subscription-endings.js';
import { UserLock } from './user-lock.js';

/** What billing must do before an account may be deleted: nobody pays for an account that is gone. */
@Injectable()
export class BillingAccountEnding extends AccountEnding {
  constructor(
    private readonly lock: UserLock,
    private readonly customers: Customers,
    private readonly pages: CheckoutPages,
    private readonly endings: SubscriptionEndings,
    private readonly audit: AuditLog,
  ) {
    super();
  }

  /**
   * Closes the open checkout page and cancels at Stripe, now and without proration. Throws while Stripe cannot be asked:
   * then the account must stay. What billing keeps of the user goes with the user's row; for half a minute after this
   * nobody can buy anything for the account, so that row can be deleted in peace.
   */
  override async beforeUserIsDeleted(userId: string): Promise<void> {
    await answerInTime(this.lock.holdLast(userId, () => this.end(userId)));
  }

  private async end(userId: string): Promise<void> {
    await this.pages.closeLast(userId);
    const customer = (await this.customers.find(userId))?.stripeCustomerId ?? null;
    const cancelled = await this.endings.cancelAll(userId, customer);
    if (customer) await this.endings.anonymise(customer);
    const details = { customer, cancelled };
    await this.audit.record({ action: 'billing.account_ended', subjectId: userId, details });
  }
}
