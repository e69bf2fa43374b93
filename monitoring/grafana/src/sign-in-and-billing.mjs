import { dashboard, during, graph, number, of, orZero, quantile, rate } from './build.mjs';

const FAILED = 'outcome=~"provider_error|invalid_state|invalid_credentials|blocked|busy"';
const providers = 'turnpike_oauth_provider_request_duration_seconds';
const stripe = 'turnpike_stripe_request_duration_seconds';
const events = 'turnpike_webhook_events_total';

const signIn = [
  graph({
    title: 'Sign-ins by outcome',
    description: 'Attempts a minute by how they ended, of all providers.',
    unit: 'cpm',
    stacked: true,
    queries: [[`sum by (outcome) (${rate('turnpike_logins_total')}) * 60`, '{{outcome}}']],
  }),
  graph({
    title: 'Failures by provider',
    description: 'A minute; password is a provider. Alert: LoginFailureSpike.',
    unit: 'cpm',
    limit: 10,
    queries: [[`sum by (provider) (${rate('turnpike_logins_total', FAILED)}) * 60`, '{{provider}}']],
  }),
  graph({
    title: 'Refused by rate limits',
    description: 'Requests a minute, by limit.',
    unit: 'cpm',
    queries: [[orZero(`sum by (scope) (${rate('turnpike_rate_limited_total')}) * 60 > 0`), '{{scope}}']],
  }),
  graph({
    title: 'Time of providers',
    description: '95th percentile of one request to a sign-in provider.',
    unit: 's',
    queries: [[orZero(quantile(0.95, providers, { by: ', provider, step' })), '{{provider}} {{step}}']],
  }),
  graph({
    title: 'Failures of providers',
    description: 'Requests to sign-in providers a minute that failed.',
    unit: 'cpm',
    queries: [
      [
        orZero(`sum by (provider, step, error_type) (${rate(`${providers}_count`, 'error_type!="none"')}) * 60`),
        '{{provider}} {{step}} {{error_type}}',
      ],
    ],
  }),
  graph({
    title: 'Mails',
    description: 'A minute, by how they ended. Alert: MailsFailing.',
    unit: 'cpm',
    stacked: true,
    queries: [[`sum by (outcome) (${rate('turnpike_mails_total')}) * 60`, '{{outcome}}']],
  }),
];

const money = [
  graph({
    title: 'Subscriptions',
    description: 'By plan and status, as the database has them.',
    unit: 'short',
    stacked: true,
    queries: [[`max by (plan, status) (${of('turnpike_subscriptions')})`, '{{plan}} {{status}}']],
  }),
  graph({
    title: 'Monthly recurring revenue',
    description: 'Of active and unpaid subscriptions, in units of the currency.',
    unit: 'short',
    queries: [[orZero(`max by (currency) (${of('turnpike_mrr')})`), '{{currency}}']],
  }),
  graph({
    title: 'Checkout',
    description: 'Checkout sessions an hour by plan and outcome.',
    unit: 'short',
    queries: [[`sum by (plan, outcome) (${rate('turnpike_checkout_sessions_total')}) * 3600`, '{{plan}} {{outcome}}']],
  }),
  number({
    title: 'Refunds',
    description: 'Within the time that is shown.',
    unit: 'short',
    width: 6,
    decimals: 0,
    queries: [[`sum by (kind) (${during('turnpike_refunds_total')})`, '{{kind}}']],
  }),
  number({
    title: 'Disputes',
    description: 'Within the time that is shown. Alert: DisputesOpened.',
    unit: 'short',
    width: 6,
    decimals: 0,
    limit: 1,
    queries: [[`sum by (what) (${during('turnpike_disputes_total')})`, '{{what}}']],
  }),
  number({
    title: 'Second subscriptions',
    description: 'Cancelled within the time that is shown, by what became of the money. Alert: DuplicateSubscriptions.',
    unit: 'short',
    width: 6,
    decimals: 0,
    limit: 1,
    queries: [[`sum by (refund) (${during('turnpike_duplicate_subscriptions_total')})`, '{{refund}}']],
  }),
  number({
    title: 'Reports to the meter',
    description: 'Turns within the time that is shown. Alert: MeterReportsDead.',
    unit: 'short',
    width: 6,
    decimals: 0,
    queries: [[`sum by (outcome) (${during('turnpike_meter_reports_total')})`, '{{outcome}}']],
  }),
];

const news = [
  graph({
    title: 'Events of Stripe',
    description: 'A minute, by what became of them. Alerts: SignatureFailures, WebhookDead.',
    unit: 'cpm',
    stacked: true,
    queries: [[`sum by (outcome) (${rate(events)}) * 60`, '{{outcome}}']],
  }),
  graph({
    title: 'Events by type',
    description: 'A minute; none until the signature holds.',
    unit: 'cpm',
    stacked: true,
    queries: [[`sum by (type) (${rate(events)}) * 60`, '{{type}}']],
  }),
  graph({
    title: 'Time to effect',
    description: 'From the creation of an event at Stripe until its effect was stored.',
    unit: 's',
    queries: [
      [quantile(0.5, 'turnpike_webhook_lag_seconds'), 'p50'],
      [quantile(0.99, 'turnpike_webhook_lag_seconds'), 'p99'],
    ],
  }),
  graph({
    title: 'Waiting events',
    description: 'Events that wait for their effect. Alert: WebhookBacklog.',
    unit: 'short',
    limit: 20,
    queries: [[`max(${of('turnpike_webhook_pending')})`, 'waiting']],
  }),
  graph({
    title: 'Oldest waiting event',
    description: 'For how long it has been waiting. Alert: WebhookStalled.',
    unit: 's',
    limit: 2700,
    queries: [[`max(${of('turnpike_webhook_oldest_pending_seconds')})`, 'oldest']],
  }),
  graph({
    title: 'Background work',
    description: 'By queue and state, as the database has it. Alert: WebhookDead.',
    unit: 'short',
    queries: [[`max by (queue, state) (${of('turnpike_jobs')})`, '{{queue}} {{state}}']],
  }),
  graph({
    title: 'Oldest work',
    description: 'Age of what has not ended, by queue. Alert: JobStuck.',
    unit: 's',
    limit: 1800,
    queries: [[`max by (queue) (${of('turnpike_job_oldest_age_seconds')})`, '{{queue}}']],
  }),
  graph({
    title: 'Time of background work',
    description: '95th percentile by queue.',
    unit: 's',
    queries: [[quantile(0.95, 'turnpike_job_duration_seconds', { by: ', queue' }), '{{queue}}']],
  }),
  graph({
    title: 'Failed background work',
    description: 'A minute, by queue.',
    unit: 'cpm',
    queries: [
      [`sum by (queue) (${rate('turnpike_job_duration_seconds_count', 'outcome="failed"')}) * 60`, '{{queue}}'],
    ],
  }),
];

const truth = [
  graph({
    title: 'Calls of Stripe',
    description: '95th percentile of the ten slowest operations, retries included.',
    unit: 's',
    width: 6,
    queries: [[`topk(10, ${quantile(0.95, stripe, { by: ', operation' })})`, '{{operation}}']],
  }),
  graph({
    title: 'Failed calls of Stripe',
    description: 'A minute, by kind of failure.',
    unit: 'cpm',
    width: 6,
    queries: [
      [orZero(`sum by (error_type) (${rate(`${stripe}_count`, 'error_type!="none"')}) * 60`), '{{error_type}}'],
    ],
  }),
  graph({
    title: 'Drift',
    description: 'Differences that the last complete reconciliation found. Alert: BillingDrift.',
    unit: 'short',
    width: 6,
    limit: 1,
    queries: [[`max by (kind) (${of('turnpike_billing_drift')})`, '{{kind}}']],
  }),
  graph({
    title: 'Found differences',
    description: 'An hour, by whether they were repaired.',
    unit: 'short',
    width: 6,
    queries: [[`sum by (repaired) (${rate('turnpike_billing_drift_found_total')}) * 3600`, 'repaired: {{repaired}}']],
  }),
];

const shared = [
  number({
    title: 'Rate limit store',
    description: '1 while it answers, and where none is configured. Alert: RateLimitStoreDown.',
    unit: 'short',
    width: 24,
    limit: 1,
    isFloor: true,
    queries: [[`min(${of('turnpike_rate_limit_store_up')}) or vector(1)`, 'up']],
  }),
];

export default dashboard({
  uid: 'turnpike-sign-in-and-billing',
  title: 'Sign-in & billing',
  description: 'Whether people get in, what they pay for, and whether we know what Stripe knows.',
  rows: [
    ['Sign-in', signIn],
    ['Money', money],
    ['News of Stripe', news],
    ['Stripe and the database', truth],
    ['Shared by instances', shared],
  ],
});
