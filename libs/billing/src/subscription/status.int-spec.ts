import { billingApp, type BillingApp } from '../testing/index.js';

describe('GET /billing/status', () => {
  let app: BillingApp;
  let user: string;

  beforeAll(async () => {
    app = await billingApp({ yaml: { billing: { grace_seconds: 3600, past_due_grace_days: 3 } } });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    user = await app.createUser();
  });

  /** Times are counted from now. */
  const subscribe = (status: string, starts: string, ends: string, pending?: string) =>
    app.sql.query(
      `INSERT INTO subscriptions (user_id, stripe_customer_id, stripe_subscription_id, plan, status, current_period_start,
                                  current_period_end, started_at, pending_plan, pending_at)
       VALUES ($1, 'cus_1', gen_random_uuid(), 'team', $2, now() + $3::interval, now() + $4::interval, now(), $5::text,
               CASE WHEN $5::text IS NOT NULL THEN now() + $4::interval END)`,
      [user, status, starts, ends, pending ?? null],
    );
  const status = async () => (await app.call('GET', '/billing/status', user)).body;
  const minutesUntil = (time: string) => Math.round((Date.parse(time) - Date.now()) / 60_000);

  it('keeps its keys, and says of every feature why it is or is not allowed', async () => {
    await subscribe('trialing', '-1 day', '6 days');
    const body = await status();
    expect(Object.keys(body).sort()).toEqual(
      ['plan', 'status', 'currentPeriodEnd', 'cancelAtPeriodEnd', 'features', 'quotas']
        .concat('access', 'pendingChange', 'graceEndsAt', 'price')
        .sort(),
    );
    expect(body).toMatchObject({
      plan: 'team',
      status: 'trialing',
      features: ['turns', 'long_turns'],
      access: {
        turns: { allowed: true, reason: 'trial' },
        long_turns: { allowed: true, reason: 'trial' },
        premium_models: { allowed: false, reason: 'not_in_plan', plans: ['pro'] },
      },
      pendingChange: null,
      graceEndsAt: null,
    });
  });

  it('says until when a grace lasts, while it does', async () => {
    await subscribe('active', '-30 days', '-20 minutes');
    const { access, graceEndsAt, plan } = await status();
    expect([plan, access.long_turns.reason, minutesUntil(graceEndsAt)]).toEqual(['team', 'grace', 40]);
  });

  it('says how long a failed payment is waited for, and afterwards that it is due', async () => {
    await subscribe('past_due', '-2 days', '28 days');
    expect(await status()).toMatchObject({ plan: 'team', access: { long_turns: { reason: 'payment_grace' } } });
    expect(minutesUntil((await status()).graceEndsAt)).toBe(24 * 60);
    user = await app.createUser();
    await subscribe('past_due', '-4 days', '26 days');
    expect(await status()).toMatchObject({
      plan: 'free',
      status: 'past_due',
      access: { long_turns: { allowed: false, reason: 'payment_due', plans: ['pro', 'team'] } },
      graceEndsAt: null,
    });
  });

  it('announces a plan that begins later', async () => {
    await subscribe('active', '-1 day', '29 days', 'pro');
    const { pendingChange, currentPeriodEnd } = await status();
    expect(pendingChange).toEqual({ plan: 'pro', price: null, at: currentPeriodEnd });
  });
});
