import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Actor } from '@app/auth';
import { Repository, type EntityManager } from 'typeorm';
import { BillingConfig } from '../billing.config.js';
import { idempotencyKey } from '../stripe/idempotency-key.js';
import { StripeClient } from '../stripe/stripe.client.js';
import { BillingCustomer } from './billing-customer.entity.js';

const ADOPT = `
  INSERT INTO billing_customers AS c (user_id, stripe_customer_id)
  SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM stripe_events WHERE type = 'customer.deleted' AND subject = $2)
  ON CONFLICT (user_id) DO UPDATE SET stripe_customer_id = excluded.stripe_customer_id WHERE c.stripe_customer_id IS NULL`;

/** What a checkout names as its buyer may be anything. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Somebody whom Stripe knows. */
export type KnownCustomer = BillingCustomer & { stripeCustomerId: string };

/** Who is which customer at Stripe. */
@Injectable()
export class Customers {
  constructor(
    @InjectRepository(BillingCustomer) private readonly customers: Repository<BillingCustomer>,
    private readonly stripe: StripeClient,
    private readonly config: BillingConfig,
  ) {}

  find(userId: string): Promise<BillingCustomer | null> {
    return this.customers.findOneBy({ userId });
  }

  async findUserId(stripeCustomerId: string, transaction: EntityManager): Promise<string | null> {
    const customer = await transaction.findOneBy(BillingCustomer, { stripeCustomerId });
    return customer?.userId ?? null;
  }

  /** Makes it the customer of the user, unless the user has one already or it was deleted. Null when there is no such user. */
  async adopt(stripeCustomerId: string, userId: string, transaction: EntityManager): Promise<string | null> {
    if (!UUID.test(userId)) return null;
    const [user] = await transaction.query<{ id: string }[]>('SELECT id FROM users WHERE id = $1', [userId]);
    if (user) await transaction.query(ADOPT, [user.id, stripeCustomerId]);
    return user?.id ?? null;
  }

  /** The actor's customer; made at Stripe the first time. Call it only under the actor's lock, which makes the row. */
  async ensure(actor: Actor): Promise<KnownCustomer> {
    const known = await this.customers.findOneByOrFail({ userId: actor.id });
    if (known.stripeCustomerId) return Object.assign(known, { stripeCustomerId: known.stripeCustomerId });
    return this.create(actor, known);
  }

  async rememberCheckout(userId: string, checkoutSessionId: string): Promise<void> {
    await this.customers.update({ userId }, { checkoutSessionId });
  }

  /** How many changes of the user Stripe has answered, which tells the next one from all before. */
  async countChanges(userId: string): Promise<number> {
    return (await this.find(userId))?.changes ?? 0;
  }

  async rememberChange(userId: string): Promise<void> {
    await this.customers.increment({ userId }, 'changes', 1);
  }

  /** The customer was deleted at Stripe: its user gets another with the next checkout. */
  async forget(stripeCustomerId: string, transaction: EntityManager): Promise<void> {
    // The count moves on so that Stripe does not answer the next wish for a customer with this one again.
    const nobody = { stripeCustomerId: null, checkoutSessionId: null, changes: () => 'changes + 1' };
    await transaction.update(BillingCustomer, { stripeCustomerId }, nobody);
  }

  /** A customer at Stripe, the first or in the place of one that was deleted there. Under the same lock as `ensure`. */
  async create({ id, email, name }: Actor, row: BillingCustomer): Promise<KnownCustomer> {
    const params = { email, ...(name ? { name } : {}), metadata: { user_id: id, application: this.config.publicUrl } };
    // The customer before this one is part of the wish: in its place Stripe must not answer with the deleted one again.
    const options = { idempotencyKey: idempotencyKey('customer', [params, row.stripeCustomerId, row.changes]) };
    const { id: stripeCustomerId } = await this.stripe.ask('customers.create', (stripe) =>
      stripe.customers.create(params, options),
    );
    await this.customers.update({ userId: id }, { stripeCustomerId });
    return Object.assign(row, { stripeCustomerId });
  }
}
