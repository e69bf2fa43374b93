import { counter, gauge, histogram, OPEN } from '@app/metrics';
import { QUOTAS } from '@app/protocol';
import { OPERATIONS } from './stripe/stripe-operations.js';

const OTHER = 'other';

/** Stripe's eight statuses of a subscription. It may add more. */
export const STATUSES = [
  'active',
  'trialing',
  'past_due',
  'canceled',
  'unpaid',
  'incomplete',
  'incomplete_expired',
  'paused',
] as const;

/** Event types that have a series of their own; all others count as `other`, so that Stripe cannot grow the metric. */
const EVENT_TYPES = [
  'checkout.session.completed',
  'checkout.session.expired',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'invoice.paid',
  'invoice.payment_failed',
  'none',
  OTHER,
] as const;

export const checkoutSessions = counter({
  name: 'turnpike_checkout_sessions_total',
  help: 'Checkout sessions by plan and outcome',
  labels: { plan: OPEN, outcome: ['created', 'reused', 'completed', 'expired', 'refused'] },
});

/** `type` is `none` until the signature holds. */
export const webhookEvents = counter({
  name: 'turnpike_webhook_events_total',
  help: 'Events of Stripe by type and what became of them',
  labels: {
    type: EVENT_TYPES,
    outcome: ['processed', 'duplicate', 'ignored', 'invalid_signature', 'failed', 'dead'],
  },
});

export const webhookLag = histogram({
  name: 'turnpike_webhook_lag_seconds',
  help: 'Time from the creation of an event at Stripe until its effect was stored',
  buckets: [0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 21600, 86400],
});

export const webhookPending = gauge({ name: 'turnpike_webhook_pending', help: 'Events that wait for their effect' });

export const subscriptions = gauge({
  name: 'turnpike_subscriptions',
  help: 'Subscriptions by plan and status',
  labels: {
    plan: OPEN,
    status: [...STATUSES, OTHER],
  },
});

export const quotaRefused = counter({
  name: 'turnpike_quota_refused_total',
  help: 'Requests that a spent quota refused',
  labels: { quota: [...QUOTAS], plan: OPEN },
});

export const stripeRequestDuration = histogram({
  name: 'turnpike_stripe_request_duration_seconds',
  help: 'Time a call of the Stripe API took, retries included',
  labels: {
    operation: Object.keys(OPERATIONS),
    error_type: ['none', 'unreachable', 'rate_limited', 'refused', 'server', OTHER],
  },
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30],
});
