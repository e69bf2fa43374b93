import { counter, gauge, histogram, OPEN } from '@app/metrics';
import { QUOTAS } from '@app/protocol';
import { STATUSES } from './subscription/access.js';
import { DRIFT_KINDS } from './reconcile/drift.js';
import { OPERATIONS } from './stripe/stripe-operations.js';

const OTHER = 'other';

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

export const webhookOldestPending = gauge({
  name: 'turnpike_webhook_oldest_pending_seconds',
  help: 'For how long the oldest event without its effect has been waiting',
});

const QUEUES = ['stripe_events', 'reconcile'] as const;

export const jobs = gauge({
  name: 'turnpike_jobs',
  help: 'Background work by queue and state',
  labels: { queue: QUEUES, state: ['pending', 'running', 'dead'] },
});

export const jobOldestAge = gauge({
  name: 'turnpike_job_oldest_age_seconds',
  help: 'Age of the oldest work that has not ended, by queue',
  labels: { queue: QUEUES },
});

export const jobDuration = histogram({
  name: 'turnpike_job_duration_seconds',
  help: 'Time that background work took, by queue and outcome',
  labels: { queue: QUEUES, outcome: ['done', 'failed'] },
  buckets: [0.05, 0.25, 1, 5, 15, 60, 300, 900, 3600],
});

export const billingDrift = gauge({
  name: 'turnpike_billing_drift',
  help: 'How many differences between Stripe and us the last complete reconciliation found',
  labels: { kind: DRIFT_KINDS },
});

export const driftFound = counter({
  name: 'turnpike_billing_drift_found_total',
  help: 'Differences between Stripe and us, by kind and by whether they were repaired',
  labels: { kind: DRIFT_KINDS, repaired: ['yes', 'no'] },
});

export const duplicateSubscriptions = counter({
  name: 'turnpike_duplicate_subscriptions_total',
  help: 'Second live subscriptions of one user that were cancelled, by what became of the money',
  labels: { refund: ['refunded', 'nothing_paid', 'none'] },
});

export const mrr = gauge({
  name: 'turnpike_mrr',
  help: 'Monthly recurring revenue of active and unpaid subscriptions, in units of the currency',
  labels: { currency: OPEN },
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

export const refunds = counter({
  name: 'turnpike_refunds_total',
  help: 'Refunds of charges, by whether the whole amount went back',
  labels: { kind: ['full', 'partial'] },
});

export const disputes = counter({
  name: 'turnpike_disputes_total',
  help: 'Disputes of charges that were opened and closed',
  labels: { what: ['opened', 'closed'] },
});

export const meterReports = counter({
  name: 'turnpike_meter_reports_total',
  help: 'Turns on their way to the meter at Stripe: sent, tried in vain, given up',
  labels: { outcome: ['sent', 'failed', 'dead'] },
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
