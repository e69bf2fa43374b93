import { newId } from '../ids.js';
import type { Metadata, Price, Subscription, SubscriptionItem } from '../types.js';
import { planOf } from './catalogue.js';
import { listOf } from './list.js';

/** What a subscription starts from. */
export interface SubscriptionTerms {
  customer: string;
  price: Price;
  quantity: number;
  paymentMethod: string | null;
  periodStart: number;
  periodEnd: number;
  trialEnd: number | null;
  automaticTax: boolean;
  endBehavior: string;
  metadata: Metadata;
}

/** A new subscription, as the API shows it: the current period stands on its items only. */
export function newSubscription(terms: SubscriptionTerms): Subscription {
  const id = newId('sub_1', 23);
  const created = terms.periodStart;
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: {
      disabled_reason: null,
      enabled: terms.automaticTax,
      liability: terms.automaticTax ? { type: 'self' } : null,
    },
    billing_cycle_anchor: terms.trialEnd ?? created,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: null, type: 'classic' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, reason: null },
    collection_method: 'charge_automatically',
    created,
    currency: terms.price.currency,
    customer: terms.customer,
    customer_account: null,
    days_until_due: null,
    default_payment_method: terms.paymentMethod,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: listOf([newItem(id, terms)], `/v1/subscription_items?subscription=${id}`),
    latest_invoice: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: terms.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: created,
    status: terms.trialEnd ? 'trialing' : 'active',
    test_clock: null,
    transfer_data: null,
    trial_end: terms.trialEnd,
    trial_settings: { end_behavior: { missing_payment_method: terms.endBehavior } },
    trial_start: terms.trialEnd ? created : null,
  };
}

function newItem(subscription: string, terms: SubscriptionTerms): SubscriptionItem {
  return {
    id: newId('si', 14),
    object: 'subscription_item',
    billing_thresholds: null,
    created: terms.periodStart,
    current_period_end: terms.periodEnd,
    current_period_start: terms.periodStart,
    discounts: [],
    metadata: {},
    plan: planOf(terms.price),
    price: terms.price,
    quantity: terms.quantity,
    subscription,
    tax_rates: [],
  };
}
