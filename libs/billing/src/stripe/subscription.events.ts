import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SubscriptionService } from '../subscription/subscription.service.js';
import { OnStripeEvent, type StripeEvent } from './on-stripe-event.js';
import { subscriptionOfInvoice } from './stripe-shapes.js';

type SubscriptionChange = 'created' | 'updated' | 'paused' | 'resumed';
type InvoiceChange = 'paid' | 'payment_failed' | 'payment_action_required';

/** Stripe may deliver events out of order, so an event only says what to read again. */
@Injectable()
export class SubscriptionEvents {
  constructor(private readonly subscriptions: SubscriptionService) {}

  @OnStripeEvent(
    'customer.subscription.created',
    'customer.subscription.updated',
    'customer.subscription.paused',
    'customer.subscription.resumed',
  )
  async onSubscription(event: StripeEvent<`customer.subscription.${SubscriptionChange}`>, transaction: EntityManager) {
    await this.subscriptions.syncFromStripe(event.data.object.id, transaction);
  }

  @OnStripeEvent('customer.subscription.deleted')
  async onDeleted(event: StripeEvent<'customer.subscription.deleted'>, transaction: EntityManager) {
    await this.subscriptions.end(event.data.object.id, transaction);
  }

  @OnStripeEvent('invoice.paid', 'invoice.payment_failed', 'invoice.payment_action_required')
  async onInvoice(event: StripeEvent<`invoice.${InvoiceChange}`>, transaction: EntityManager) {
    const subscription = subscriptionOfInvoice(event.data.object);
    if (subscription) await this.subscriptions.syncFromStripe(subscription, transaction);
  }
}
