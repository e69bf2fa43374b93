import { FEATURES, QUOTAS } from '@app/protocol';
import {
  allowTestEndpoints,
  configSection,
  isLoopback,
  nodeEnv,
  optionalText,
  optionalUrl,
  publicUrl,
  secret,
  secretList,
  setting,
  variable,
  type ConfigProblem,
} from '@app/platform';
import { z } from 'zod';

/** Keys that `npm start` makes for its stand-in begin with this; Stripe never issues such a key. */
export const SANDBOX_KEY = /^(sk|rk)_test_sandbox/;

/** How often a price is paid, as the file names it. */
export const INTERVALS = ['daily', 'weekly', 'monthly', 'quarterly', 'half_yearly', 'yearly'] as const;

const quotaSettings = z
  .partialRecord(z.enum(QUOTAS), z.number().int().min(0))
  .refine(({ turns_per_day: limit }) => limit !== undefined, { path: ['turns_per_day'], error: 'is missing' });

const planSettings = z.strictObject({
  label: z.string().min(1).optional(),
  price: optionalText,
  prices: z.partialRecord(z.enum(INTERVALS), optionalText).default({}),
  trial_days: z.number().int().min(0).max(730).default(0),
  features: z.array(z.enum(FEATURES)),
  quotas: quotaSettings,
});
const PLANS_EXAMPLE = '{ free: { features: [turns], quotas: { turns_per_day: 20 } } }';

const billingSettings = z
  .strictObject({
    /** How long access outlives the paid period, and an unpaid renewal. */
    grace_seconds: z.number().int().min(0).default(3600),
    past_due_grace_days: z.number().min(0).default(0),
    /** A coupon of Stripe that every checkout gets, or a field in which buyers enter a promotion code of their own. */
    coupon: optionalText,
    promotion_codes: z.boolean().default(false),
    automatic_tax: z.boolean().default(false),
    /** What becomes of the money for the newer of two subscriptions of one user. */
    duplicate_refund: z.enum(['prorate', 'none']).default('prorate'),
    /** The meter of Stripe that counts turns, by the name of its events. */
    meter: z
      .strictObject({ event_name: z.string().regex(/^[\w.-]{1,100}$/, 'is not the name of an event') })
      .optional(),
    reconcile_minutes: z.number().int().min(1).max(1440).default(15),
  })
  .prefault({});

/** Plans, how they are sold, and how Stripe is reached. */
export class BillingConfig extends configSection({
  nodeEnv,
  publicUrl,
  allowTestEndpoints,
  plans: setting('plans', z.record(z.string().min(1).max(64), planSettings), PLANS_EXAMPLE),
  billing: setting('billing', billingSettings, '{ grace_seconds: 3600, past_due_grace_days: 0 }'),
  stripeSecretKey: variable(
    'STRIPE_SECRET_KEY',
    secret(11).regex(/^(sk|rk)_(live|test)_[\w-]+$/, 'is not a secret key of Stripe'),
    'sk_live_…',
  ),
  stripeWebhookSecrets: variable('STRIPE_WEBHOOK_SECRET', secretList(7), 'whsec_…'),
  stripeApiBase: variable('STRIPE_API_BASE', optionalUrl, 'http://127.0.0.1:4009'),
}) {
  static problems(config: BillingConfig): ConfigProblem[] {
    return [...planProblems(config), ...checkoutProblems(config), ...productionProblems(config)];
  }
}

function planProblems({ plans }: BillingConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (!plans.free) problems.push({ name: 'plans.free', reason: 'is missing', example: PLANS_EXAMPLE });
  const { price, prices = {}, trial_days } = plans.free ?? {};
  const ofSold = { price, prices: Object.values(prices).some(Boolean), trial_days };
  for (const [key] of Object.entries(ofSold).filter(([, isSet]) => isSet)) {
    const reason = 'must not be set: the free plan is what nobody pays for';
    problems.push({ name: `plans.free.${key}`, reason, example: PLANS_EXAMPLE });
  }
  for (const [name, { price, prices }] of Object.entries(plans)) {
    if (!price || !prices.monthly) continue;
    const reason = 'must not be set beside `price`, which is the monthly one';
    problems.push({ name: `plans.${name}.prices.monthly`, reason, example: '{ yearly: ${STRIPE_PRICE_ID_YEARLY} }' });
  }
  const sold = Object.values(plans).flatMap(pricesOf);
  if (new Set(sold).size < sold.length) {
    const reason = 'one price is there twice, so a payment would not say which plan or interval it buys';
    problems.push({ name: 'plans', reason, example: PLANS_EXAMPLE });
  }
  return problems;
}

/** The ids of a plan's prices that are set: `price` first, then `prices` in the order of the file. */
export function pricesOf({ price, prices }: z.output<typeof planSettings>): string[] {
  return [price, ...Object.values(prices)].filter((each) => each !== undefined);
}

function checkoutProblems({ billing }: BillingConfig): ConfigProblem[] {
  if (!billing.coupon || !billing.promotion_codes) return [];
  const reason = 'must not be on beside `coupon`: Stripe opens no checkout with both';
  return [{ name: 'billing.promotion_codes', reason, example: 'false' }];
}

function productionProblems({
  nodeEnv,
  allowTestEndpoints,
  stripeSecretKey,
  stripeWebhookSecrets,
  stripeApiBase,
}: BillingConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (stripeApiBase && new URL(stripeApiBase).pathname !== '/') {
    problems.push({
      name: 'STRIPE_API_BASE',
      reason: 'must be an origin, without a path',
      example: 'http://127.0.0.1:4009',
    });
  }
  const realKeyLeavesTheMachine =
    stripeApiBase?.startsWith('http:') && !isLoopback(stripeApiBase) && isLive(stripeSecretKey);
  if (realKeyLeavesTheMachine) {
    problems.push({
      name: 'STRIPE_API_BASE',
      reason: 'must be https when STRIPE_SECRET_KEY is a live key',
      example: 'https://stripe.example.com',
    });
  }
  if (nodeEnv !== 'production' || allowTestEndpoints) return problems;
  const reason = 'is refused in production unless ALLOW_TEST_ENDPOINTS=1';
  if (stripeApiBase) problems.push({ name: 'STRIPE_API_BASE', reason, example: 'not set' });
  if (stripeWebhookSecrets.some((each) => each.startsWith('whsec_sandbox_')))
    problems.push({ name: 'STRIPE_WEBHOOK_SECRET', reason: `is the sandbox's and ${reason}`, example: 'whsec_…' });
  if (SANDBOX_KEY.test(stripeSecretKey)) {
    problems.push({ name: 'STRIPE_SECRET_KEY', reason: `is the sandbox's and ${reason}`, example: 'sk_live_…' });
  }
  return problems;
}

const isLive = (key: string) => /^(sk|rk)_live_/.test(key);

/** Which Stripe is behind the configuration: real money, Stripe's test mode, or a stand-in. */
export function stripeModeOf(
  config: Pick<BillingConfig, 'stripeSecretKey' | 'stripeApiBase'>,
): 'live' | 'test' | 'sandbox' {
  if (isLive(config.stripeSecretKey)) return 'live';
  return config.stripeApiBase || SANDBOX_KEY.test(config.stripeSecretKey) ? 'sandbox' : 'test';
}
