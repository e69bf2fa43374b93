import { billingApp, InboxView, until, type BillingApp } from './testing/index.js';

describe('What operators see of billing', () => {
  let app: BillingApp;
  let inbox: InboxView;
  beforeEach(async () => {
    app = await billingApp();
    inbox = new InboxView(app);
  });
  afterEach(() => app.close());
  const metrics = async () => (await app.call('GET', '/metrics')).text;

  it('counts what comes in every month, and starts every kind of drift and job at zero', async () => {
    for (const status of ['active', 'past_due', 'trialing', 'canceled']) {
      const { user, customer } = await inbox.buyer();
      await app.deliver('customer.subscription.created', app.stripe.account.subscribe(customer, { status }));
      const stored = () => app.sql.query<unknown[]>('SELECT 1 FROM subscriptions WHERE user_id = $1', [user]);
      await until(async () => (await stored()).length > 0);
    }
    const text = await metrics();
    expect(text).toContain('turnpike_mrr{currency="eur"} 40');
    expect(text).toContain('turnpike_subscriptions{plan="pro",status="past_due"} 1');
    expect(text).toContain('turnpike_billing_drift{kind="free_but_open"} 0');
    expect(text).toContain('turnpike_jobs{queue="stripe_events",state="dead"} 0');
    expect(text).toContain('turnpike_webhook_oldest_pending_seconds 0');
    expect(text).toMatch(/turnpike_job_duration_seconds_count\{queue="stripe_events",outcome="done"\} 4/);
  });

  it('shows how much waits, and for how long', async () => {
    app.stripe.hold();
    const { customer } = await inbox.buyer();
    const id = `evt_${crypto.randomUUID()}`;
    await app.deliver('customer.subscription.created', app.stripe.account.subscribe(customer), { id });
    await app.sql
      .query(`INSERT INTO stripe_events (id, type, subject, payload, status, created, received_at, next_attempt_at)
      VALUES ('evt_old', 'invoice.paid', 'cus_x', '{}', 'pending', now(), now() - interval '2 minutes', now() + interval '1 hour')`);
    await app.sql.query(
      `INSERT INTO billing_reconciliations (phase, started_at) VALUES ('events', now() - interval '1 hour')`,
    );
    const text = await metrics();
    app.stripe.release();
    expect(Number(/^turnpike_job_oldest_age_seconds{queue="reconcile"} (\S+)/m.exec(text)![1])).toBeGreaterThan(3599);
    expect(text).toContain('turnpike_webhook_pending 2');
    expect(Number(/^turnpike_webhook_oldest_pending_seconds (\S+)/m.exec(text)![1])).toBeGreaterThan(119);
  });
});
