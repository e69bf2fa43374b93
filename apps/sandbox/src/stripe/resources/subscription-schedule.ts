import { itemOf } from '../account.js';
import { newId } from '../ids.js';
import type { Metadata, ProrationBehavior, SchedulePhase, Subscription, SubscriptionSchedule } from '../types.js';

/** A schedule that has taken over a subscription: its one phase is the period that runs now. */
export function newSchedule(subscription: Subscription, metadata: Metadata, created: number): SubscriptionSchedule {
  const item = itemOf(subscription);
  const phase = newPhase({
    start: item.current_period_start,
    end: item.current_period_end,
    price: item.price.id,
    quantity: item.quantity,
    currency: subscription.currency,
    metadata: {},
    proration: 'create_prorations',
    discounts: subscription.discounts.map((discount) => ({ coupon: null, discount, promotion_code: null })),
    trialEnd: subscription.status === 'trialing' ? subscription.trial_end : null,
    isTaxed: subscription.automatic_tax.enabled,
  });
  return {
    id: newId('sub_sched_1', 23),
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: null, type: 'classic' },
    canceled_at: null,
    completed_at: null,
    created,
    current_phase: { end_date: phase.end_date, start_date: phase.start_date },
    customer: subscription.customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      automatic_tax: { ...subscription.automatic_tax, disabled_reason: null, liability: null },
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: 'charge_automatically',
      default_payment_method: subscription.default_payment_method,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: 'release',
    livemode: false,
    metadata,
    phases: [phase],
    released_at: null,
    released_subscription: null,
    status: 'active',
    subscription: subscription.id,
    test_clock: null,
  };
}

/** One phase of a schedule: what is sold, and from when to when. */
export function newPhase(terms: {
  start: number;
  end: number;
  price: string;
  quantity: number;
  currency: string;
  metadata: Metadata;
  proration: ProrationBehavior;
  discounts: SchedulePhase['discounts'];
  trialEnd: number | null;
  isTaxed: boolean;
}): SchedulePhase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency: terms.currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: terms.discounts,
    end_date: terms.end,
    invoice_settings: null,
    items: [
      {
        billing_thresholds: null,
        discounts: [],
        metadata: {},
        plan: terms.price,
        price: terms.price,
        quantity: terms.quantity,
        tax_rates: [],
      },
    ],
    metadata: terms.metadata,
    on_behalf_of: null,
    proration_behavior: terms.proration,
    start_date: terms.start,
    transfer_data: null,
    trial_end: terms.trialEnd,
    ...(terms.isTaxed ? { automatic_tax: { disabled_reason: null, enabled: true, liability: { type: 'self' } } } : {}),
  };
}
