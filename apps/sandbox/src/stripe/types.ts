/** Anything that goes over the wire as JSON. */
export type Fields = Record<string, unknown>;

/** What every Stripe object has. */
export interface Resource extends Fields {
  id: string;
  object: string;
}

export type Metadata = Record<string, string>;

export interface Customer extends Resource {
  created: number;
  email: string | null;
  name: string | null;
  phone: string | null;
  description: string | null;
  metadata: Metadata;
  delinquent: boolean;
  invoice_prefix: string;
  next_invoice_sequence: number;
  invoice_settings: { default_payment_method: string | null } & Fields;
  deleted?: true;
}

export interface Product extends Resource {
  name: string;
  active: boolean;
}

export type Interval = 'day' | 'week' | 'month' | 'year';

export interface Price extends Resource {
  active: boolean;
  currency: string;
  nickname: string | null;
  product: string;
  recurring: { interval: Interval; interval_count: number } & Fields;
  unit_amount: number;
}

export interface PaymentMethod extends Resource {
  created: number;
  customer: string | null;
  card: { brand: string; last4: string; exp_month: number; exp_year: number } & Fields;
}

export interface List<T> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}

export interface SubscriptionItem extends Resource {
  current_period_start: number;
  current_period_end: number;
  metadata: Metadata;
  price: Price;
  quantity: number;
  subscription: string;
}

export type SubscriptionStatus = 'active' | 'trialing' | 'past_due' | 'canceled';

export interface Subscription extends Resource {
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

export interface Invoice extends Resource {
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  attempt_count: number;
  attempted: boolean;
  billing_reason: string;
  created: number;
  currency: string;
  customer: string;
  customer_email: string | null;
  customer_name: string | null;
  lines: List<Resource & { amount: number; description: string; period: { start: number; end: number } }>;
  next_payment_attempt: number | null;
  number: string;
  parent: { subscription_details: { subscription: string } & Fields } & Fields;
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  status_transitions: { finalized_at: number | null; paid_at: number | null } & Fields;
  total: number;
}

export interface CheckoutSession extends Resource {
  cancel_url: string | null;
  client_reference_id: string | null;
  created: number;
  customer: string | null;
  customer_email: string | null;
  customer_details: Fields | null;
  expires_at: number;
  invoice: string | null;
  metadata: Metadata;
  mode: string;
  payment_status: 'paid' | 'unpaid' | 'no_payment_required';
  status: 'open' | 'complete' | 'expired';
  subscription: string | null;
  success_url: string;
  url: string | null;
}

/** What a checkout session was asked to sell; Stripe keeps it beside the session and shows it only when expanded. */
export interface CheckoutOrder {
  price: string;
  quantity: number;
  trialDays: number;
  subscriptionMetadata: Metadata;
}

export type PortalFlowType = 'payment_method_update' | 'subscription_cancel' | 'subscription_update';

export interface PortalFlow extends Fields {
  type: PortalFlowType;
  after_completion: { type: string; redirect: { return_url: string } | null } & Fields;
  subscription_cancel: { subscription: string; retention: null } | null;
  subscription_update: { subscription: string } | null;
}

export interface PortalSession extends Resource {
  customer: string;
  flow: PortalFlow | null;
  return_url: string;
  url: string;
}

export interface StripeEvent extends Resource {
  created: number;
  data: { object: Fields; previous_attributes?: Fields };
  pending_webhooks: number;
  type: string;
}

export interface WebhookEndpoint extends Resource {
  created: number;
  enabled_events: string[];
  metadata: Metadata;
  status: 'enabled' | 'disabled';
  url: string;
}

/** One event on its way to one endpoint. */
export interface Delivery {
  event: string;
  endpoint: string;
  attempts: number;
  nextAttemptAtMs: number;
  firstAttemptAtMs: number;
}
