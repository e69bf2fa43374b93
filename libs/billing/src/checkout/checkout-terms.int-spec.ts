import { billingApp, subscriber, type BillingApp } from '../testing/index.js';

const TERMS = { features: ['turns', 'long_turns'], quotas: { turns_per_day: 100 } };
const PLANS = {
  free: { features: ['turns'], quotas: { turns_per_day: 20 } },
  pro: { price: 'price_pro', prices: { yearly: 'price_pro_yearly' }, trial_days: 14, ...TERMS },
  team: { price: 'price_team', ...TERMS },
};

describe('A checkout page', () => {
  let app: BillingApp;
  let user: string;

  beforeAll(async () => {
    app = await billingApp({ yaml: { plans: PLANS } });
    app.stripe.account.setPrice('price_pro_yearly', 20_000, 'year');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    user = await app.createUser();
  });

  const checkout = (choice: object = { plan: 'pro' }) => app.call('POST', '/billing/checkout', user, choice);
  const pageOf = ({ body }: { body: { url: string } }) => app.stripe.account.find(body.url.split('/').at(-1)!);
  const trialOf = async (choice?: object) =>
    (pageOf(await checkout(choice)).subscription_data as { trial_period_days?: string }).trial_period_days;
  const expirePage = () => app.stripe.account.change(app.stripe.account.last('cs').id, { status: 'expired' });

  it('sells a plan at any of its prices, the first one unless another is named', async () => {
    expect(pageOf(await checkout())).toMatchObject({ line_items: { 0: { price: 'price_pro' } } });
    expect(pageOf(await checkout({ plan: 'pro', price: 'price_pro_yearly' }))).toMatchObject({
      line_items: { 0: { price: 'price_pro_yearly' } },
    });
    expect(await checkout({ plan: 'pro', price: 'price_team' })).toMatchObject({
      status: 400,
      body: { code: 'unknown_plan' },
    });
  });

  it('is listed with all its prices', async () => {
    const { body } = await app.call('GET', '/billing/plans');
    expect(body.plans[1].prices).toEqual([
      { id: 'price_pro', amount: 2000, currency: 'eur', interval: 'month' },
      { id: 'price_pro_yearly', amount: 20_000, currency: 'eur', interval: 'year' },
    ]);
  });

  it('is closed when the same plan is wanted at another price, so that only one can be paid', async () => {
    const monthly = pageOf(await checkout());
    await checkout({ plan: 'pro', price: 'price_pro_yearly' });
    expect(monthly.status).toBe('expired');
  });

  describe('for a plan with a trial', () => {
    it('offers it to who never had a subscription, and to others not', async () => {
      expect(await trialOf()).toBe('14');
      expect(await trialOf({ plan: 'team' })).toBeUndefined();
    });

    it.each(['trialing', 'active', 'past_due', 'unpaid', 'paused'])(
      'offers it once: not after a subscription that was %s before it ended',
      async (status) => {
        const { subscription } = await subscriber(app, { plan: 'pro' }, user);
        app.stripe.account.change(subscription.id, { status });
        await app.call('POST', '/billing/cancel', user);
        app.stripe.account.change(subscription.id, { status: 'canceled' });
        expect((await app.call('POST', '/billing/resume', user)).body.code).toBe('not_subscribed');
        expect(await trialOf()).toBeUndefined();
      },
    );

    it('offers it once, even where only Stripe knows of the first one yet', async () => {
      const page = pageOf(await checkout());
      const { id } = app.stripe.account.pay(page.id);
      app.stripe.account.change(id, { status: 'canceled' });
      expect(await trialOf()).toBeUndefined();
    });

    it('offers it once, even where the customer was deleted at Stripe since', async () => {
      const { customer } = await subscriber(app, { plan: 'pro' }, user);
      app.stripe.account.remove(customer);
      await app.call('POST', '/billing/change', user, { plan: 'team' });
      expect(await trialOf()).toBeUndefined();
    });

    it('still offers it to who never got to the first payment', async () => {
      const page = pageOf(await checkout());
      const { id } = app.stripe.account.pay(page.id);
      app.stripe.account.change(id, { status: 'incomplete_expired' });
      expect(await trialOf()).toBe('14');
    });

    it('gives no open page again that offers what is not on offer any more', async () => {
      const first = pageOf(await checkout());
      const { id } = app.stripe.account.subscribe(first.customer as string, { status: 'canceled' });
      expect(id).toBeTruthy();
      expect(await trialOf()).toBeUndefined();
      expect(first.status).toBe('expired');
    });
  });

  it('has the coupon of the configuration, and tax by the address that it asks for', async () => {
    const own = await billingApp({
      beside: app,
      yaml: { plans: PLANS, billing: { coupon: 'LAUNCH', automatic_tax: true } },
    });
    const { body } = await own.call('POST', '/billing/checkout', user, { plan: 'pro' });
    await own.close();
    expect(pageOf({ body })).toMatchObject({
      discounts: { 0: { coupon: 'LAUNCH' } },
      automatic_tax: { enabled: 'true' },
      customer_update: { address: 'auto' },
    });
  });

  it('asks for a promotion code where the configuration says so, and otherwise for none', async () => {
    expect(pageOf(await checkout())).not.toHaveProperty('allow_promotion_codes');
    expirePage();
    const own = await billingApp({ beside: app, yaml: { plans: PLANS, billing: { promotion_codes: true } } });
    const { body } = await own.call('POST', '/billing/checkout', user, { plan: 'pro' });
    await own.close();
    expect(pageOf({ body })).toMatchObject({ allow_promotion_codes: 'true' });
  });
});
