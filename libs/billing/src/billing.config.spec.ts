import { ConfigurationError } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { BillingConfig, pricesOf, stripeModeOf } from './billing.config.js';

const FREE = { features: ['turns'], quotas: { turns_per_day: 20 } };
const PRO = { price: 'price_1', features: ['turns', 'long_turns'], quotas: { turns_per_day: 100 } };
const KEYS = { STRIPE_SECRET_KEY: 'sk_test_9f2c77a1', STRIPE_WEBHOOK_SECRET: 'whsec_4a9d1f6b' };

const load = (yaml: Record<string, unknown> = {}, environment: Record<string, string> = {}) =>
  testConfig([BillingConfig], { plans: { free: FREE, pro: PRO }, ...yaml }, { ...KEYS, ...environment }).get(
    BillingConfig,
  );

function problemsOf(...args: Parameters<typeof load>): string[] {
  try {
    load(...args);
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems.map(({ name }) => name);
  }
}

describe('BillingConfig', () => {
  it('takes plans and grace from the file, with sensible graces when it names none', () => {
    expect(load().billing).toEqual({
      grace_seconds: 3600,
      past_due_grace_days: 0,
      promotion_codes: false,
      automatic_tax: false,
      duplicate_refund: 'prorate',
      reconcile_minutes: 15,
    });
    expect(load().plans.pro).toEqual({ ...PRO, prices: {}, trial_days: 0 });
  });

  it('takes a price that is not set for a plan that cannot be bought', () => {
    expect(
      load({ plans: { free: FREE, pro: { ...PRO, price: '${STRIPE_PRICE_ID}' } } }).plans.pro!.price,
    ).toBeUndefined();
  });

  it('wants a free plan that has no price, known features and all quotas', () => {
    expect(problemsOf({ plans: { pro: PRO } })).toEqual(['plans.free']);
    expect(problemsOf({ plans: { free: PRO } })).toEqual(['plans.free.price']);
    expect(problemsOf({ plans: { free: { ...FREE, features: ['flying'] } } })).toEqual(['plans.free.features.0']);
    expect(problemsOf({ plans: { free: { ...FREE, quotas: {} } } })).toEqual(['plans.free.quotas.turns_per_day']);
  });

  it('refuses one price for two plans, or for two intervals of one', () => {
    expect(problemsOf({ plans: { free: FREE, pro: PRO, team: PRO } })).toEqual(['plans']);
    const team = { ...PRO, price: 'price_2', prices: { yearly: 'price_1' } };
    expect(problemsOf({ plans: { free: FREE, pro: PRO, team } })).toEqual(['plans']);
    expect(problemsOf({ plans: { free: FREE, pro: { ...PRO, prices: { yearly: 'price_1' } } } })).toEqual(['plans']);
  });

  it('takes several prices for a plan, the monthly one first, and leaves out what is not set', () => {
    const pro = { ...PRO, prices: { yearly: '${STRIPE_PRICE_ID_YEARLY}', quarterly: 'price_q' } };
    expect(pricesOf(load({ plans: { free: FREE, pro } }).plans.pro!)).toEqual(['price_1', 'price_q']);
    const yearly = load({ plans: { free: FREE, pro } }, { STRIPE_PRICE_ID_YEARLY: 'price_y' });
    expect(pricesOf(yearly.plans.pro!)).toEqual(['price_1', 'price_y', 'price_q']);
  });

  it('knows the intervals a price can have, and takes the monthly one only once', () => {
    const withPrices = (prices: object) => problemsOf({ plans: { free: FREE, pro: { ...PRO, prices } } });
    expect(withPrices({ fortnightly: 'price_2' })).toEqual(['plans.pro.prices']);
    expect(withPrices({ monthly: 'price_2' })).toEqual(['plans.pro.prices.monthly']);
    expect(problemsOf({ plans: { free: { ...FREE, prices: { yearly: 'price_2' }, trial_days: 3 } } })).toEqual([
      'plans.free.prices',
      'plans.free.trial_days',
    ]);
  });

  it('refuses what Stripe would refuse at every checkout', () => {
    expect(problemsOf({ billing: { coupon: 'LAUNCH', promotion_codes: true } })).toEqual(['billing.promotion_codes']);
    expect(problemsOf({ billing: { coupon: '', promotion_codes: true } })).toEqual([]);
    expect(problemsOf({ plans: { free: FREE, pro: { ...PRO, trial_days: 731 } } })).toEqual(['plans.pro.trial_days']);
  });

  it.each([
    ['billing.duplicate_refund', { duplicate_refund: 'all' }],
    ['billing.meter.event_name', { meter: { event_name: '' } }],
    ['billing.reconcile_minutes', { reconcile_minutes: 0 }],
    ['billing.automatic_tax', { automatic_tax: 'yes' }],
  ])('says what is wrong with %s', (name, billing) => {
    expect(problemsOf({ billing })).toEqual([name]);
  });

  it('wants both secrets, and a key that is one', () => {
    expect(problemsOf({}, { STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: '' })).toEqual([
      'STRIPE_SECRET_KEY',
      'STRIPE_WEBHOOK_SECRET',
    ]);
    expect(problemsOf({}, { STRIPE_SECRET_KEY: 'sk_test_123', STRIPE_WEBHOOK_SECRET: 'whsec_1,whsec_2' })).toEqual([]);
    expect(problemsOf({}, { STRIPE_SECRET_KEY: 'pk_live_123456' })).toEqual(['STRIPE_SECRET_KEY']);
  });

  it('refuses stand-ins in production unless they are allowed', () => {
    const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://app.example.com' };
    const standIns = { STRIPE_API_BASE: 'http://127.0.0.1:4009', STRIPE_SECRET_KEY: 'sk_test_sandbox_12345678' };
    expect(problemsOf({}, { ...production, ...standIns })).toEqual(['STRIPE_API_BASE', 'STRIPE_SECRET_KEY']);
    expect(problemsOf({}, { ...production, ...standIns, ALLOW_TEST_ENDPOINTS: '1' })).toEqual([]);
    expect(problemsOf({}, production)).toEqual([]);
  });

  it('tells live, test and sandbox apart', () => {
    expect(stripeModeOf(load({}, { STRIPE_SECRET_KEY: 'sk_live_ofatest' }))).toBe('live');
    expect(stripeModeOf(load())).toBe('test');
    expect(stripeModeOf(load({}, { STRIPE_API_BASE: 'http://127.0.0.1:4009' }))).toBe('sandbox');
    expect(stripeModeOf(load({}, { STRIPE_SECRET_KEY: 'sk_test_sandbox_1' }))).toBe('sandbox');
  });
});
