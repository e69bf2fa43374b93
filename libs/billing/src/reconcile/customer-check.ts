import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BillingConfig } from '../billing.config.js';
import { Customers } from '../customer/customers.service.js';
import type { CustomerTruth } from '../subscription/subscription.service.js';
import { SubscriptionService } from '../subscription/subscription.service.js';
import { SubscriptionReader } from '../subscription/subscription-reader.js';
import { SubscriptionStore } from '../subscription/subscription-store.js';
import { ENDED_STATUSES, Subscription } from '../subscription/subscription.entity.js';
import { driftBetween, type Drift } from './drift.js';

/** An event that came in a moment ago and was not tried yet brings the change itself: late is not lost. */
const ON_ITS_WAY = `
  SELECT FROM stripe_events
   WHERE subject = $1 AND status = 'pending' AND attempts = 0 AND received_at > now() - interval '1 minute'`;

/** Compares one customer with Stripe, under its lock, and repairs what differs by the code that events use. */
@Injectable()
export class CustomerCheck {
  constructor(
    private readonly subscriptions: SubscriptionService,
    private readonly copies: SubscriptionStore,
    private readonly reader: SubscriptionReader,
    private readonly customers: Customers,
    private readonly config: BillingConfig,
  ) {}

  /** Everything that differs. A dry run cannot write: its transaction is read-only. */
  run(customer: string, isDry: boolean): Promise<Drift[]> {
    return this.subscriptions.underLock(customer, async (transaction) => {
      if (isDry) await transaction.query('SET TRANSACTION READ ONLY');
      if ((await transaction.query<unknown[]>(ON_ITS_WAY, [customer])).length > 0) return [];
      const truth = await this.subscriptions.readAll(customer, transaction);
      const before = await this.compare(truth, transaction);
      if (isDry || before.length === 0) return before;
      await this.subscriptions.storeAll(truth, transaction);
      const after = await this.compare(await this.subscriptions.readAll(customer, transaction), transaction);
      return before.map((drift) => ({ ...drift, repaired: !after.some(({ id }) => id === drift.id) }));
    });
  }

  private async compare({ known, unknown }: CustomerTruth, transaction: EntityManager): Promise<Drift[]> {
    const drifts: Drift[] = [];
    for (const id of unknown) {
      const ours = await transaction.findOneByOrFail(Subscription, { stripeSubscriptionId: id });
      if (ours.status !== 'canceled')
        drifts.push(this.drift('subscription_unknown_at_stripe', id, ours.stripeCustomerId));
    }
    for (const truth of known) {
      const kind = await this.driftOf(truth, transaction);
      if (kind) drifts.push(this.drift(kind, truth.id, this.reader.read(truth, '').stripeCustomerId));
    }
    return drifts;
  }

  private async driftOf(truth: CustomerTruth['known'][number], transaction: EntityManager) {
    const ours = await transaction.findOneBy(Subscription, { stripeSubscriptionId: truth.id });
    const read = this.reader.read(truth, ours?.userId ?? '');
    // What ended before anybody here heard of it gives nobody anything.
    if (!ours && ENDED_STATUSES.includes(read.status)) return null;
    if (read.status !== 'canceled' && (await this.copies.wasDeleted(truth.id, transaction))) return null;
    const owner = ours?.userId ?? (await this.customers.findUserId(read.stripeCustomerId, transaction));
    if (!owner && !truth.metadata?.user_id) return 'subscription_unknown_here' as const;
    const { grace_seconds: seconds, past_due_grace_days: pastDueDays } = this.config.billing;
    return driftBetween(ours, read, { seconds, pastDueDays });
  }

  private drift(kind: Drift['kind'], id: string, customer: string): Drift {
    return { kind, id, customer, repaired: false };
  }
}
