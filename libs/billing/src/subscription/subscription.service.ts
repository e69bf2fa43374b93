import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { AuditLog } from '@app/security';
import type { Stripe } from 'stripe';
import { bulkhead } from 'cockatiel';
import { DataSource, type EntityManager } from 'typeorm';
import { Customers } from '../customer/customers.service.js';
import { idOf } from '../stripe/stripe-shapes.js';
import { StripeClient } from '../stripe/stripe.client.js';
import { allowStripeCalls, lockCustomer } from './customer-lock.js';
import { SubscriptionReader } from './subscription-reader.js';
import { Subscription } from './subscription.entity.js';

/** So many customers are synced at once outside of the inbox: each holds a connection of the database while Stripe thinks. */
const LANES = 3;

// Only what is canceled already can have been deleted, so events are hardly ever searched.
const DELETED = `
  SELECT FROM subscriptions s
   WHERE s.stripe_subscription_id = $1 AND s.status = 'canceled'
     AND EXISTS (SELECT FROM stripe_events e
                  WHERE e.type = 'customer.subscription.deleted' AND e.subject = s.stripe_customer_id
                    AND e.payload -> 'data' -> 'object' ->> 'id' = $1)`;

/** Keeps our copy of subscriptions what Stripe says they are. */
@Injectable()
export class SubscriptionService {
  private readonly logger = new Logger(SubscriptionService.name);
  private readonly lanes = bulkhead(LANES, Infinity);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly stripe: StripeClient,
    private readonly reader: SubscriptionReader,
    private readonly customers: Customers,
    private readonly audit: AuditLog,
  ) {}

  /** The user's live subscription, else the newest one, else null. */
  currentOf(userId: string): Promise<Subscription | null> {
    return this.dataSource
      .getRepository(Subscription)
      .createQueryBuilder('s')
      .where('s.userId = :userId', { userId })
      .orderBy(`s.status IN ('active', 'trialing', 'past_due')`, 'DESC')
      .addOrderBy('s.startedAt', 'DESC')
      .addOrderBy('s.id', 'DESC')
      .getOne();
  }

  /**
   * Reads one subscription at Stripe and stores what it is now. Call it under the customer's lock. `buyer` is the user
   * whom the checkout names; it counts only when nothing else tells whose the subscription is.
   */
  async syncFromStripe(stripeSubscriptionId: string, transaction: EntityManager, buyer?: string | null): Promise<void> {
    const truth = await this.retrieve(stripeSubscriptionId);
    if (truth) await this.store(truth, transaction, buyer);
    // Stripe keeps ended subscriptions, so one that it does not know will never be paid again.
    else await transaction.update(Subscription, { stripeSubscriptionId }, { status: 'canceled' });
  }

  /** Stores that Stripe deleted a subscription, which is final: whatever is read of it afterwards, it stays canceled. */
  async end(stripeSubscriptionId: string, transaction: EntityManager): Promise<void> {
    const truth = await this.retrieve(stripeSubscriptionId);
    if (truth) await this.store({ ...truth, status: 'canceled' }, transaction);
    else await transaction.update(Subscription, { stripeSubscriptionId }, { status: 'canceled' });
  }

  /** Reads and stores all subscriptions of a customer, in a transaction and under a lock of its own. */
  async syncCustomer(customer: string): Promise<void> {
    await this.lanes.execute(() => this.dataSource.transaction((transaction) => this.syncAll(customer, transaction)));
  }

  private async syncAll(customer: string, transaction: EntityManager): Promise<void> {
    await allowStripeCalls(transaction);
    await lockCustomer(transaction, customer);
    const { data } = await this.stripe.ask('subscriptions.list', (stripe) =>
      stripe.subscriptions.list({ customer, status: 'all', limit: 100 }),
    );
    for (const truth of data) await this.store(truth, transaction);
  }

  private retrieve(id: string): Promise<Stripe.Subscription | null> {
    return this.stripe.find('subscriptions.retrieve', (stripe) => stripe.subscriptions.retrieve(id));
  }

  private async store(truth: Stripe.Subscription, transaction: EntityManager, buyer?: string | null): Promise<void> {
    const userId = await this.ownerOf(truth, transaction, buyer);
    if (!userId) return this.logger.warn(`Stripe's ${truth.id} belongs to a customer whom nobody here knows`);
    if (truth.status !== 'canceled' && (await this.wasDeleted(truth.id, transaction))) return;
    const subscription = this.reader.read(truth, userId);
    const rival = subscription.isLive() ? await this.findRival(subscription, transaction) : null;
    if (rival) await this.settle(subscription, rival, transaction);
    else await this.save(subscription, transaction);
  }

  private async wasDeleted(stripeSubscriptionId: string, transaction: EntityManager): Promise<boolean> {
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
    const truth = await this.retrieve(rival.stripeSubscriptionId);
    const other = truth ? this.reader.read(truth, rival.userId) : Object.assign(rival, { status: 'canceled' });
    const [older, newer] = subscription.startedAt < other.startedAt ? [subscription, other] : [other, subscription];
    if (other.isLive()) await this.cancelDuplicate(newer);
    // The one that gives its place up first.
    for (const each of [older, newer].sort((a, b) => Number(a.isLive()) - Number(b.isLive())))
      await this.save(each, transaction);
  }

  private async cancelDuplicate(newer: Subscription): Promise<void> {
    const id = newer.stripeSubscriptionId;
    this.logger.error(
      `User ${newer.userId} had two live subscriptions; ${id}, the newer, is cancelled. It may need a refund`,
    );
    const { status } = await this.stripe.ask('subscriptions.cancel', (stripe) => stripe.subscriptions.cancel(id));
    newer.status = status;
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
    await this.audit.record({ action: 'billing.subscription_changed', subjectId: userId, details });
  }
}
