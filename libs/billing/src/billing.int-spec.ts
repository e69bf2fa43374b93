import { DataSource } from 'typeorm';
import { billingApp, type BillingApp } from './testing/index.js';

describe('The billing page', () => {
  let app: BillingApp;
  let user: string;

  beforeAll(async () => {
    app = await billingApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    user = await app.createUser();
    app.stripe.calls.length = 0;
  });
  afterEach(() => app.stripe.heal());

  const get = (path: string, as: string | undefined = user) => app.call('GET', path, as);
  const checkout = async (as = user) => {
    const { body } = await app.call('POST', '/billing/checkout', as, { plan: 'pro' });
    return (body.url as string).split('/').at(-1)!;
  };

  it('has tables that are exactly what the entities say', async () => {
    const { upQueries } = await app.nest.get(DataSource).driver.createSchemaBuilder().log();
    const ours = /billing_customers|subscriptions|stripe_events|quota_/;
    expect(upQueries.map(({ query }) => query).filter((query) => ours.test(query))).toEqual([]);
  });

  it('shows somebody without a subscription the free plan', async () => {
    expect((await get('/billing/status')).body).toEqual({
      plan: 'free',
      status: 'none',
      currentPeriodEnd: null,
      cancelAtPeriodEnd: false,
      features: ['turns'],
      quotas: { turns_per_day: { limit: 20, used: 0, resetsAt: expect.stringMatching(/T00:00:00\.000Z$/) } },
      access: {
        turns: { allowed: true, reason: 'free_plan' },
        long_turns: { allowed: false, reason: 'not_in_plan', plans: ['pro', 'team'] },
        premium_models: { allowed: false, reason: 'not_in_plan', plans: ['pro'] },
      },
      pendingChange: null,
      graceEndsAt: null,
      price: null,
    });
  });

  it('shows the new plan to who comes back from paying, before any webhook', async () => {
    const session = await checkout();
    app.stripe.account.pay(session);
    expect((await get('/billing/status')).body.plan).toBe('free');
    const { body } = await get(`/billing/status?checkout_session=${session}`);
    expect(body).toMatchObject({
      plan: 'pro',
      status: 'active',
      currentPeriodEnd: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it('gives nobody anything for somebody else’s checkout, or for one that was not paid', async () => {
    const unpaid = await checkout();
    expect((await get(`/billing/status?checkout_session=${unpaid}`)).body.plan).toBe('free');
    app.stripe.account.pay(unpaid);
    const stranger = await app.createUser();
    await checkout(stranger);
    expect((await get(`/billing/status?checkout_session=${unpaid}`, stranger)).body.plan).toBe('free');
    app.stripe.calls.length = 0;
    expect((await get('/billing/status?checkout_session=../customers')).body.plan).toBe('free');
    expect(app.stripe.calls).toEqual([]);
  });

  it('shows the status it knows when Stripe is away', async () => {
    const session = await checkout();
    app.stripe.breakWith({ status: 500 });
    expect(await get(`/billing/status?checkout_session=${session}`)).toMatchObject({
      status: 200,
      body: { plan: 'free' },
    });
  });

  it('lists plans with their prices to everybody, and asks Stripe for each only once', async () => {
    const first = await get('/billing/plans', undefined);
    expect(first.body.plans.map(({ name }: { name: string }) => name)).toEqual(['free', 'pro', 'team']);
    expect(first.body.plans[0].prices).toEqual([]);
    expect(first.body.plans[1]).toEqual({
      name: 'pro',
      label: 'Pro',
      prices: [{ id: 'price_pro', amount: 2000, currency: 'eur', interval: 'month' }],
      features: ['turns', 'long_turns', 'premium_models'],
      quotas: { turns_per_day: 100 },
    });
    await get('/billing/plans', undefined);
    expect(app.stripe.countOf('GET /v1/prices')).toBe(2);
  });

  it('opens the portal for a customer only, at the page that was asked for', async () => {
    const open = (payload?: object) => app.call('POST', '/billing/portal', user, payload);
    expect(await open({})).toMatchObject({ status: 409, body: { code: 'no_customer' } });
    const session = await checkout();
    expect(await open()).toMatchObject({ status: 201, body: { url: 'https://stripe/portal' } });
    expect(await open({ flow: 'subscription_cancel' })).toMatchObject({
      status: 409,
      body: { code: 'not_subscribed' },
    });
    const { id } = app.stripe.account.pay(session);
    await get(`/billing/status?checkout_session=${session}`);
    expect((await open({ flow: 'subscription_cancel' })).status).toBe(201);
    expect(app.stripe.account.last('bps')).toMatchObject({
      return_url: 'http://localhost:8000/billing',
      flow_data: { type: 'subscription_cancel', subscription_cancel: { subscription: id } },
    });
    expect((await open({ flow: 'something_else' })).status).toBe(400);
    app.stripe.breakWith({ status: 500 });
    expect(await open({})).toMatchObject({ status: 503, body: { code: 'billing_unavailable' } });
  });

  it('lists the customer’s own invoices without drafts', async () => {
    expect((await get('/billing/invoices')).body).toEqual({ invoices: [], nextCursor: null });
    await checkout();
    const [{ stripe_customer_id: customer }] = await app.sql.query(
      'SELECT * FROM billing_customers WHERE user_id = $1',
      [user],
    );
    app.stripe.account.invoice(customer, {
      number: 'A-1',
      created: 1_750_000_000,
      total: 2000,
      currency: 'eur',
      status: 'paid',
      hosted_invoice_url: 'https://stripe/a',
      invoice_pdf: 'https://stripe/a.pdf',
    });
    app.stripe.account.invoice(customer, {
      number: null,
      total: 2000,
      currency: 'eur',
      status: 'draft',
      invoice_pdf: null,
    });
    app.stripe.account.invoice('cus_other', {
      number: 'B-1',
      total: 1,
      currency: 'eur',
      status: 'paid',
      invoice_pdf: null,
    });
    expect((await get('/billing/invoices')).body).toEqual({
      invoices: [
        {
          number: 'A-1',
          date: '2025-06-15T15:06:40.000Z',
          amount: 2000,
          currency: 'eur',
          status: 'paid',
          url: 'https://stripe/a',
          pdf: 'https://stripe/a.pdf',
        },
      ],
      nextCursor: null,
    });
  });
});

describe('Plans while Stripe is away', () => {
  it('are listed without amounts', async () => {
    const app = await billingApp();
    app.stripe.breakWith({ status: 500 });
    const { status, body } = await app.call('GET', '/billing/plans');
    await app.close();
    expect(status).toBe(200);
    expect(body.plans[1].prices).toEqual([{ id: 'price_pro', amount: null, currency: null, interval: null }]);
  });
});
