import { FEATURES, QUOTAS } from '@app/protocol';
import {
  allowTestEndpoints,
  configSection,
  isLoopback,
  nodeEnv,
  optionalText,
  optionalUrl,
  publicUrl,
  secretList,
  setting,
  variable,
  type ConfigProblem,
} from '@app/platform';
import { z } from 'zod';

/** Keys that `npm start` makes for its stand-in begin with this; Stripe never issues such a key. */
export const SANDBOX_KEY = /^(sk|rk)_test_sandbox/;

const planSettings = z.strictObject({
  label: z.string().min(1).optional(),
  price: optionalText,
  features: z.array(z.enum(FEATURES)),
  quotas: z.record(z.enum(QUOTAS), z.number().int().min(0)),
});
const PLANS_EXAMPLE = '{ free: { features: [turns], quotas: { turns_per_day: 20 } } }';

/** How long access outlives the paid period, and an unpaid renewal. */
const graceSettings = z
  .strictObject({
    grace_seconds: z.number().int().min(0).default(3600),
    past_due_grace_days: z.number().min(0).default(0),
  })
  .prefault({});

/** Plans, grace and how Stripe is reached. */
export class BillingConfig extends configSection({
  nodeEnv,
  publicUrl,
  allowTestEndpoints,
  plans: setting('plans', z.record(z.string().min(1).max(64), planSettings), PLANS_EXAMPLE),
  billing: setting('billing', graceSettings, '{ grace_seconds: 3600, past_due_grace_days: 0 }'),
  stripeSecretKey: variable(
    'STRIPE_SECRET_KEY',
    z.string().regex(/^(sk|rk)_(live|test)_[\w-]+$/, 'is not a secret key of Stripe'),
    'sk_live_…',
  ),
  stripeWebhookSecrets: variable('STRIPE_WEBHOOK_SECRET', secretList(7), 'whsec_…'),
  stripeApiBase: variable('STRIPE_API_BASE', optionalUrl, 'http://127.0.0.1:4009'),
}) {
  static problems(config: BillingConfig): ConfigProblem[] {
    return [...planProblems(config), ...productionProblems(config)];
  }
}

function planProblems({ plans }: BillingConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (!plans.free) problems.push({ name: 'plans.free', reason: 'is missing', example: PLANS_EXAMPLE });
  if (plans.free?.price)
    problems.push({
      name: 'plans.free.price',
      reason: 'must not be set: the free plan is what nobody pays for',
      example: PLANS_EXAMPLE,
    });
  const sold = Object.values(plans).flatMap(({ price }) => price ?? []);
  if (new Set(sold).size < sold.length) {
    problems.push({
      name: 'plans',
      reason: 'two plans have the same price, so a payment would not say which one it buys',
      example: PLANS_EXAMPLE,
    });
  }
  return problems;
}

function productionProblems({
  nodeEnv,
  allowTestEndpoints,
  stripeSecretKey,
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
