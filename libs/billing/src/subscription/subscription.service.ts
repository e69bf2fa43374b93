import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { bulkhead } from 'cockatiel';
import type { Stripe } from 'stripe';
import { DataSource, type EntityManager } from 'typeorm';
import { StripeTransactions } from '../stripe/stripe-transactions.js';
import { StripeClient } from '../stripe/stripe.client.js';
import { subscriptionsOf } from '../stripe/subscriptions-of.js';
import { lockCustomer } from './customer-lock.js';
import { SubscriptionStore } from './subscription-store.js';
import { Subscription } from './subscription.entity.js';

/** So many customers are synced at once outside of the inbox: each holds a connection of the database while Stripe thinks. */
const LANES = 3;

/** All subscriptions of one customer: what Stripe says of them, and the ids that only we know. */
export interface CustomerTruth {
  known: Stripe.Subscription[];
  unknown: string[];
}

/** Keeps our copy of subscriptions what Stripe says they are. */
@Injectable()
export class SubscriptionService {
  private readonly lanes = bulkhead(LANES, Infinity);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly transactions: StripeTransactions,
    private readonly stripe: StripeClient,
    private readonly copies: SubscriptionStore,
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
  async syncFromStripe(id: string, transaction: EntityManager, buyer?: string | null): Promise<void> {
    const truth = await this.retrieve(id);
    if (truth) await this.copies.store(truth, transaction, buyer);
    else await this.copies.storeUnknown(id, transaction);
  }

  /** Stores that Stripe deleted a subscription, which is final: whatever is read of it afterwards, it stays canceled. */
  async end(id: string, transaction: EntityManager): Promise<void> {
    const truth = await this.retrieve(id);
    if (truth) await this.copies.store({ ...truth, status: 'canceled' }, transaction);
    else await this.copies.storeUnknown(id, transaction);
  }

  /** Reads and stores all subscriptions of a customer, in a transaction and under a lock of its own. */
  async syncCustomer(customer: string): Promise<void> {
    await this.underLock(customer, async (transaction) => {
      await this.storeAll(await this.readAll(customer, transaction), transaction);
    });
  }

  /** Runs `work` as the only one who touches this customer, in a transaction that may wait for Stripe. */
  underLock<T>(customer: string, work: (transaction: EntityManager) => Promise<T>): Promise<T> {
    return this.lanes.execute(() =>
      this.transactions.run(async (transaction) => {
        await lockCustomer(transaction, customer);
        return work(transaction);
      }),
    );
  }

  /** What Stripe says of a customer, and which subscriptions of ours it says nothing of. */
  async readAll(customer: string, transaction: EntityManager): Promise<CustomerTruth> {
    const known = await subscriptionsOf(this.stripe, customer, 'brisk');
    const ours = await transaction.findBy(Subscription, { stripeCustomerId: customer });
    const unlisted = ours.filter((each) => !known.some(({ id }) => id === each.stripeSubscriptionId));
    const unknown: string[] = [];
    for (const { stripeSubscriptionId: id } of unlisted) {
      const truth = await this.retrieve(id);
      if (truth) known.push(truth);
      else unknown.push(id);
    }
    return { known, unknown };
  }

  async storeAll({ known, unknown }: CustomerTruth, transaction: EntityManager): Promise<void> {
    for (const id of unknown) await this.copies.storeUnknown(id, transaction);
    for (const truth of known) await this.copies.store(truth, transaction);
  }

  private retrieve(id: string): Promise<Stripe.Subscription | null> {
    return this.stripe.find(
      'subscriptions.retrieve',
      (stripe) => stripe.subscriptions.retrieve(id, { expand: ['schedule'] }),
      'brisk',
    );
  }
}
