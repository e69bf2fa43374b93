import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { OnStripeEvent, type StripeEvent } from '../stripe/on-stripe-event.js';
import { idOf } from '../stripe/stripe-shapes.js';
import { SubscriptionService } from '../subscription/subscription.service.js';

type ScheduleChange = 'created' | 'updated' | 'released' | 'canceled' | 'completed' | 'aborted';

/** What a subscription will be later; its own events do not tell of that. */
@Injectable()
export class ScheduleEvents {
  constructor(private readonly subscriptions: SubscriptionService) {}

  @OnStripeEvent(
    'subscription_schedule.created',
    'subscription_schedule.updated',
    'subscription_schedule.released',
    'subscription_schedule.canceled',
    'subscription_schedule.completed',
    'subscription_schedule.aborted',
  )
  async onSchedule(event: StripeEvent<`subscription_schedule.${ScheduleChange}`>, transaction: EntityManager) {
    const { subscription, released_subscription } = event.data.object;
    const id = idOf(subscription) ?? released_subscription;
    if (id) await this.subscriptions.syncFromStripe(id, transaction);
  }
}
