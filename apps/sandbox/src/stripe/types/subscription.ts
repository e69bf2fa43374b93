import type { Fields, List, Metadata, Resource } from './base.js';
import type { Price } from './catalogue.js';

export interface SubscriptionItem extends Resource {
  current_period_start: number;
  current_period_end: number;
  metadata: Metadata;
  price: Price;
  quantity: number;
  subscription: string;
}

export const subscriptionStatuses = [
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'canceled',
  'unpaid',
  'paused',
] as const;
// Any other text too: the sandbox can be told to show a status that nobody has heard of.
export type SubscriptionStatus = (typeof subscriptionStatuses)[number] | (string & {});

export interface Subscription extends Resource {
  automatic_tax: { enabled: boolean } & Fields;
  discounts: string[];
  schedule: string | null;
  trial_settings: { end_behavior: { missing_payment_method: string } };
  trial_start: number | null;
  billing_cycle_anchor: number;
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  cancellation_details: { comment: string | null; feedback: string | null; reason: string | null };
  created: number;
  currency: string;
  customer: string;
  default_payment_method: string | null;
  description: string | null;
  ended_at: number | null;
  items: List<SubscriptionItem>;
  latest_invoice: string | null;
  metadata: Metadata;
  status: SubscriptionStatus;
  trial_end: number | null;
}

export interface SchedulePhase extends Fields {
  start_date: number;
  end_date: number;
  discounts: { coupon: string | null; discount: string | null; promotion_code: string | null }[];
  items: ({ price: string; quantity: number } & Fields)[];
  metadata: Metadata;
  proration_behavior: ProrationBehavior;
}

export interface SubscriptionSchedule extends Resource {
  canceled_at: number | null;
  completed_at: number | null;
  created: number;
  current_phase: { start_date: number; end_date: number } | null;
  customer: string;
  end_behavior: string;
  metadata: Metadata;
  phases: SchedulePhase[];
  released_at: number | null;
  released_subscription: string | null;
  status: 'not_started' | 'active' | 'completed' | 'released' | 'canceled';
  subscription: string | null;
}

export type ProrationBehavior = 'create_prorations' | 'always_invoice' | 'none';
