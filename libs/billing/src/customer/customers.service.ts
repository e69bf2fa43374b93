import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Actor } from '@app/auth';
import { Repository, type EntityManager } from 'typeorm';
import { BillingConfig } from '../billing.config.js';
import { idempotencyKey } from '../stripe/idempotency-key.js';
import { StripeClient } from '../stripe/stripe.client.js';
import { BillingCustomer } from './billing-customer.entity.js';

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

  /** The actor's customer; made at Stripe the first time. Call it only under the actor's checkout lock, which makes the row. */
  async ensure(actor: Actor): Promise<BillingCustomer & { stripeCustomerId: string }> {
    const known = await this.customers.findOneByOrFail({ userId: actor.id });
    const stripeCustomerId = known.stripeCustomerId ?? (await this.createAtStripe(actor));
    if (!known.stripeCustomerId) await this.customers.update({ userId: actor.id }, { stripeCustomerId });
    return Object.assign(known, { stripeCustomerId });
  }

  async rememberCheckout(userId: string, checkoutSessionId: string, checkoutPrice: string): Promise<void> {
    await this.customers.update({ userId }, { checkoutSessionId, checkoutPrice });
  }

  private async createAtStripe({ id, email, name }: Actor): Promise<string> {
    const params = { email, ...(name ? { name } : {}), metadata: { user_id: id, application: this.config.publicUrl } };
    const options = { idempotencyKey: idempotencyKey('customer', params) };
    const { id: customerId } = await this.stripe.ask('customers.create', (stripe) =>
      stripe.customers.create(params, options),
    );
    return customerId;
  }
}
