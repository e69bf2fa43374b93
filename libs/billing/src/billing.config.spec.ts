import { ConfigurationError } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { BillingConfig, stripeModeOf } from './billing.config.js';

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
    expect(load().billing).toEqual({ grace_seconds: 3600, past_due_grace_days: 0 });
    expect(load().plans.pro).toEqual(PRO);
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

  it('refuses one price for two plans', () => {
    expect(problemsOf({ plans: { free: FREE, pro: PRO, team: PRO } })).toEqual(['plans']);
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
    expect(stripeModeOf(load({}, { STRIPE_SECRET_KEY: 'sk_live_9f2c77a1' }))).toBe('live');
    expect(stripeModeOf(load())).toBe('test');
    expect(stripeModeOf(load({}, { STRIPE_API_BASE: 'http://127.0.0.1:4009' }))).toBe('sandbox');
    expect(stripeModeOf(load({}, { STRIPE_SECRET_KEY: 'sk_test_sandbox_1' }))).toBe('sandbox');
  });
});
