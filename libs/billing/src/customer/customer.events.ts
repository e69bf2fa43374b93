import { Injectable } from '@nestjs/common';
import { AuditLog } from '@app/security';
import type { EntityManager } from 'typeorm';
import { OnStripeEvent, type StripeEvent } from '../stripe/on-stripe-event.js';
import { StripeClient } from '../stripe/stripe.client.js';
import { Subscription } from '../subscription/subscription.entity.js';
import { SubscriptionService } from '../subscription/subscription.service.js';
import { Customers } from './customers.service.js';

/** Somebody deleted a customer at Stripe, which ends its subscriptions there. */
@Injectable()
export class CustomerEvents {
  constructor(
    private readonly stripe: StripeClient,
    private readonly customers: Customers,
    private readonly subscriptions: SubscriptionService,
    private readonly audit: AuditLog,
  ) {}

  @OnStripeEvent('customer.deleted')
  async onDeleted(event: StripeEvent<'customer.deleted'>, transaction: EntityManager) {
    const { id } = event.data.object;
    if (!(await this.isGone(id))) return;
    const subjectId = await this.customers.findUserId(id, transaction);
    for (const { stripeSubscriptionId } of await transaction.findBy(Subscription, { stripeCustomerId: id })) {
      await this.subscriptions.end(stripeSubscriptionId, transaction);
    }
    // Last: while the link is there, the subscriptions are known to be this user's.
    await this.customers.forget(id, transaction);
    if (!subjectId) return;
    await this.audit.recordIn(transaction, {
      action: 'billing.customer_deleted',
      subjectId,
      details: { customer: id },
    });
  }

  private async isGone(id: string): Promise<boolean> {
    const customer = await this.stripe.find('customers.retrieve', (stripe) => stripe.customers.retrieve(id));
    return customer === null || customer.deleted === true;
  }
}
