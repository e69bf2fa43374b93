import { Injectable, Logger } from '@nestjs/common';
import { AuditLog } from '@app/security';
import type { Stripe } from 'stripe';
import type { EntityManager } from 'typeorm';
import { Customers } from '../customer/customers.service.js';
import { idOf } from '../stripe/stripe-shapes.js';
import { StripeClient } from '../stripe/stripe.client.js';
import { DuplicateSubscriptions } from './duplicate-subscriptions.js';
import { SubscriptionReader } from './subscription-reader.js';
import { Subscription } from './subscription.entity.js';

// Only what is canceled already can have been deleted, so events are hardly ever searched.
const DELETED = `
  SELECT FROM subscriptions s
   WHERE s.stripe_subscription_id = $1 AND s.status = 'canceled'
     AND EXISTS (SELECT FROM stripe_events e
                  WHERE e.type = 'customer.subscription.deleted' AND e.subject IN (s.stripe_customer_id, $1)
                    AND e.payload -> 'data' -> 'object' ->> 'id' = $1)`;

/** Writes what Stripe said of a subscription into our copy. Everything here happens under the customer's lock. */
@Injectable()
export class SubscriptionStore {
  private readonly logger = new Logger(SubscriptionStore.name);

  constructor(
    private readonly stripe: StripeClient,
    private readonly reader: SubscriptionReader,
    private readonly customers: Customers,
    private readonly duplicates: DuplicateSubscriptions,
    private readonly audit: AuditLog,
  ) {}

  /** `buyer` is the user whom a checkout names; it counts only when nothing else tells whose the subscription is. */
  async store(truth: Stripe.Subscription, transaction: EntityManager, buyer?: string | null): Promise<void> {
    const userId = await this.ownerOf(truth, transaction, buyer);
    if (!userId) return this.logger.warn(`Stripe's ${truth.id} belongs to a customer whom nobody here knows`);
    if (truth.status !== 'canceled' && (await this.wasDeleted(truth.id, transaction))) return;
    const subscription = this.reader.read(truth, userId);
    const rival = subscription.isLive() ? await this.findRival(subscription, transaction) : null;
    if (rival) await this.settle(subscription, rival, transaction);
    else await this.save(subscription, transaction);
  }

  /** Stripe keeps ended subscriptions, so one that it does not know will never be paid again. */
  async storeUnknown(stripeSubscriptionId: string, transaction: EntityManager): Promise<void> {
    const ours = await transaction.findOneBy(Subscription, { stripeSubscriptionId });
    if (ours) await this.save(Object.assign(ours, { status: 'canceled' }), transaction);
  }

  /** Whether Stripe once said that it deleted this subscription. That is final, whatever it shows afterwards. */
  async wasDeleted(stripeSubscriptionId: string, transaction: EntityManager): Promise<boolean> {
    const rows = await transaction.query<unknown[]>(DELETED, [stripeSubscriptionId]);
    return rows.length > 0;
  }

  /** By the customer, by what we know of the subscription, and for a customer that was not made here by whom it names. */
  private async ownerOf(
    { id, customer, metadata }: Stripe.Subscription,
    transaction: EntityManager,
    buyer?: string | null,
  ): Promise<string | null> {
    const customerId = idOf(customer);
    if (!customerId) return null;
    const known = await this.customers.findUserId(customerId, transaction);
    if (known) return known;
    const before = await transaction.findOneBy(Subscription, { stripeSubscriptionId: id });
    const named = before?.userId ?? metadata?.user_id ?? buyer;
    return named ? this.customers.adopt(customerId, named, transaction) : null;
  }

  /** Another subscription of the user that we think is live: there is a place for one only. */
  private findRival(
    { userId, stripeSubscriptionId }: Subscription,
    transaction: EntityManager,
  ): Promise<Subscription | null> {
    return transaction
      .createQueryBuilder(Subscription, 's')
      .where('s.userId = :userId AND s.stripeSubscriptionId <> :stripeSubscriptionId', { userId, stripeSubscriptionId })
      .andWhere(`s.status IN ('active', 'trialing', 'past_due')`)
      .getOne();
  }

  /** Of two that are live at Stripe too, the older stays and the newer is cancelled, so that nobody pays twice. */
  private async settle(subscription: Subscription, rival: Subscription, transaction: EntityManager): Promise<void> {
    const truth = await this.stripe.find(
      'subscriptions.retrieve',
      (stripe) => stripe.subscriptions.retrieve(rival.stripeSubscriptionId),
      'brisk',
    );
    const other = truth ? this.reader.read(truth, rival.userId) : Object.assign(rival, { status: 'canceled' });
    const [older, newer] = [subscription, other].sort(byAge) as [Subscription, Subscription];
    if (other.isLive())
      newer.status = (await this.duplicates.cancel(newer.stripeSubscriptionId, newer.userId)).status as string;
    // The one that gives its place up first.
    for (const each of [older, newer].sort((a, b) => Number(a.isLive()) - Number(b.isLive())))
      await this.save(each, transaction);
  }

  private async save(subscription: Subscription, transaction: EntityManager): Promise<void> {
    const { stripeSubscriptionId, userId, plan, status, cancelAtPeriodEnd } = subscription;
    const before = await transaction.findOneBy(Subscription, { stripeSubscriptionId });
    await transaction.save(
      Object.assign(before ? transaction.create(Subscription, { id: before.id }) : subscription, subscription),
    );
    const isSame = before?.plan === plan && before.status === status && before.cancelAtPeriodEnd === cancelAtPeriodEnd;
    if (isSame) return;
    const from = before && { plan: before.plan, status: before.status };
    const details = { subscription: stripeSubscriptionId, plan, status, cancelAtPeriodEnd, from };
    const action = 'billing.subscription_changed';
    await this.audit.recordIn(transaction, { action, subjectId: userId, details });
  }
}

/** Stripe's clock has whole seconds; of two made in one second the id decides, so that everybody decides alike. */
const byAge = (a: Subscription, b: Subscription) =>
  a.startedAt.getTime() - b.startedAt.getTime() || (a.stripeSubscriptionId < b.stripeSubscriptionId ? -1 : 1);
