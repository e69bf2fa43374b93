import { Injectable } from '@nestjs/common';
import type { Stripe } from 'stripe';
import type { EntityManager } from 'typeorm';
import { checkoutSessions } from '../billing.metrics.js';
import { PlanCatalogue } from '../plans/plan-catalogue.js';
import { SubscriptionService } from '../subscription/subscription.service.js';
import { OnStripeEvent, type StripeEvent } from './on-stripe-event.js';
import { idOf } from './stripe-shapes.js';

/** What became of the checkout pages that we opened. */
@Injectable()
export class CheckoutEvents {
  constructor(
    private readonly subscriptions: SubscriptionService,
    private readonly catalogue: PlanCatalogue,
  ) {}

  @OnStripeEvent('checkout.session.completed')
  async onCompleted(event: StripeEvent<'checkout.session.completed'>, transaction: EntityManager) {
    const { metadata, client_reference_id } = event.data.object;
    const subscription = idOf(event.data.object.subscription);
    const buyer = metadata?.user_id ?? client_reference_id;
    if (subscription) await this.subscriptions.syncFromStripe(subscription, transaction, buyer);
    this.count(event.data.object, 'completed');
  }

  @OnStripeEvent('checkout.session.expired')
  onExpired(event: StripeEvent<'checkout.session.expired'>) {
    this.count(event.data.object, 'expired');
  }

  /** Sessions that others opened with the same account at Stripe name no plan of ours. */
  private count({ metadata }: Stripe.Checkout.Session, outcome: 'completed' | 'expired'): void {
    const plan = this.catalogue.find(metadata?.plan ?? '');
    if (plan) checkoutSessions.inc({ plan: plan.name, outcome });
  }
}
