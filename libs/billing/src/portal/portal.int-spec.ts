import { auditOf, billingApp, subscriber, type BillingApp, type Subscriber } from '../testing/index.js';

describe('POST /billing/portal', () => {
  let app: BillingApp;
  let who: Subscriber;

  beforeEach(async () => {
    app = await billingApp();
    who = await subscriber(app);
    app.stripe.calls.length = 0;
  });
  afterEach(() => app.close());

  const open = (flow?: string, on = app) => on.call('POST', '/billing/portal', who.user, flow ? { flow } : {});
  const configurations = () => app.stripe.countOf('POST /v1/billing_portal/configurations');

  it('leads straight to the page that was asked for, and back', async () => {
    const redirect = { type: 'redirect', redirect: { return_url: 'http://localhost:8000/billing' } };
    const subscription = { subscription: who.subscription.id };
    for (const [flow, more] of [
      ['payment_method_update', {}],
      ['subscription_cancel', { subscription_cancel: subscription }],
      ['subscription_update', { subscription_update: subscription }],
    ] as const) {
      expect((await open(flow)).status).toBe(201);
      expect(app.stripe.account.last('bps').flow_data).toEqual({ type: flow, after_completion: redirect, ...more });
    }
  });

  it('L4 is written down', async () => {
    await open();
    expect(await auditOf(app, who.user)).toContain('billing.portal_opened');
  });

  it('makes a configuration once for an account that has none, with the rules of changes that are made here', async () => {
    await open();
    await open();
    expect(configurations()).toBe(1);
    const { id, features } = app.stripe.account.last('bpc');
    expect(app.stripe.account.last('bps').configuration).toBe(id);
    expect(features).toMatchObject({
      subscription_cancel: { enabled: 'true', mode: 'at_period_end' },
      subscription_update: {
        proration_behavior: 'always_invoice',
        products: { 0: { product: 'prod_price_pro', prices: { 0: 'price_pro' } } },
        schedule_at_period_end: { conditions: { 0: { type: 'decreasing_item_amount' } } },
      },
    });
  });

  it('finds the configuration of another instance, and brings it up to date when other plans are sold', async () => {
    await open();
    const plans = {
      free: { features: ['turns'], quotas: { turns_per_day: 20 } },
      pro: { price: 'price_pro', features: ['turns'], quotas: { turns_per_day: 20 } },
    };
    const same = await billingApp({ beside: app });
    await open(undefined, same);
    await same.close();
    expect(configurations()).toBe(1);
    const other = await billingApp({ beside: app, yaml: { plans } });
    await open(undefined, other);
    await other.close();
    const { id, features } = app.stripe.account.last('bpc');
    expect(app.stripe.countOf(`POST /v1/billing_portal/configurations/${id}`)).toBe(1);
    expect((features as Record<string, { products?: object }>).subscription_update!.products).toEqual({
      0: { product: 'prod_price_pro', prices: { 0: 'price_pro' } },
    });
  });

  it('leaves an account alone that has a default', async () => {
    app.stripe.account.put('bpc', { object: 'billing_portal.configuration', is_default: true, active: true });
    expect((await open()).status).toBe(201);
    expect(configurations()).toBe(0);
    expect(app.stripe.account.last('bps')).not.toHaveProperty('configuration');
  });

  it('opens without one where the key may not look at configurations', async () => {
    app.stripe.meanwhile = (call) =>
      call.includes('configurations')
        ? { status: 400, body: { error: { type: 'invalid_request_error', message: 'not yours' } } }
        : undefined;
    expect((await open()).status).toBe(201);
  });

  it('says that a change is not possible when Stripe does not open its page', async () => {
    app.stripe.meanwhile = (call) =>
      call.endsWith('/sessions')
        ? { status: 400, body: { error: { type: 'invalid_request_error', message: 'no' } } }
        : undefined;
    expect(await open('subscription_update')).toMatchObject({ status: 409, body: { code: 'change_refused' } });
    expect(await open()).toMatchObject({ status: 503, body: { code: 'billing_unavailable' } });
  });
});
