import { billingApp, type BillingApp } from '../testing/index.js';
import { BillingConfig } from '../billing.config.js';
import { checkStripe } from './stripe-checkup.js';

describe('What the doctor asks Stripe', () => {
  let app: BillingApp;
  beforeAll(async () => {
    app = await billingApp();
  });
  afterAll(() => app.close());
  afterEach(() => {
    app.stripe.heal();
    app.stripe.meanwhile = undefined;
  });

  const check = async (facts: object = {}) => {
    const config = { ...app.nest.get(BillingConfig), ...facts } as BillingConfig;
    return Object.fromEntries((await checkStripe(config)).map(({ check, ok, detail }) => [check, `${ok} ${detail}`]));
  };
  const endpoint = (facts: object) =>
    app.stripe.account.put('we', { object: 'webhook_endpoint', status: 'enabled', enabled_events: ['*'], ...facts });

  it('finds what is missing at Stripe, and is content once it is there', async () => {
    expect(await check()).toMatchObject({
      'Stripe key': expect.stringMatching(/^true .*2026-10-28/),
      'Stripe mode': 'true sandbox',
      'price of pro': expect.stringMatching(/^true price_pro, 2000 eur a month/),
      'webhook at Stripe': 'false none is registered for http://localhost:8000/billing/webhook',
    });
    const url = 'http://localhost:8000/billing/webhook';
    const made = endpoint({ url, enabled_events: ['invoice.paid'] });
    expect((await check())['webhook at Stripe']).toMatch(/^false .*does not get .*customer\.subscription\.deleted/);
    Object.assign(made, { status: 'disabled' });
    expect((await check())['webhook at Stripe']).toMatch(/^false .*is disabled/);
    endpoint({ url });
    expect((await check())['webhook at Stripe']).toMatch(/^true/);
  });

  it.each([
    [{ active: false }, /^false .*archived/],
    [{ recurring: null }, /^false .*paid once/],
  ])('refuses a price that cannot be subscribed to: %j', async (facts, words) => {
    app.stripe.meanwhile = (call) =>
      call === 'GET /v1/prices/price_pro'
        ? {
            status: 200,
            body: { id: 'price_pro', object: 'price', currency: 'eur', recurring: { interval: 'month' }, ...facts },
          }
        : undefined;
    expect((await check())['price of pro']).toMatch(words);
  });

  it('warns of prices in two currencies, of a price that is not there, and of test keys in production', async () => {
    app.stripe.meanwhile = (call) => {
      const body = { id: 'price_team', object: 'price', currency: 'usd', recurring: { interval: 'month' } };
      if (call === 'GET /v1/prices/price_team') return { status: 200, body };
      const error = { type: 'invalid_request_error', code: 'resource_missing', message: 'No such price' };
      if (call === 'GET /v1/prices/price_pro') return { status: 404, body: { error } };
    };
    expect((await check())['price of pro']).toBe('false price_pro does not exist');
    expect(await check({ nodeEnv: 'production' })).toMatchObject({ 'Stripe mode': expect.stringMatching(/^false/) });
    app.stripe.meanwhile = (call) => {
      const body = { id: 'price_team', object: 'price', currency: 'usd', recurring: { interval: 'month' } };
      return call === 'GET /v1/prices/price_team' ? { status: 200, body } : undefined;
    };
    expect((await check())['currency of the prices']).toMatch(/^false more than one: eur, usd/);
  });

  it('says when Stripe refuses the key, and asks no further', async () => {
    app.stripe.breakWith({ status: 401, body: { error: { type: 'invalid_request_error', message: 'no' } } });
    expect(await check()).toMatchObject({ 'Stripe key': expect.stringMatching(/^false/) });
  });
});
