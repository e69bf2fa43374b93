import type { BillingStatus, Plan, Price } from '#lib/api/types.js';

/** Prices and plans as a catalogue has them, for tests. */
export const MONTHLY: Price = { id: 'pro_monthly', amount: 2000, currency: 'usd', interval: 'month' };
export const YEARLY: Price = { id: 'pro_yearly', amount: 20_000, currency: 'usd', interval: 'year' };
export const TEAM_MONTHLY: Price = { id: 'team_monthly', amount: 5000, currency: 'usd', interval: 'month' };

const plan = (name: string, label: string, prices: Price[], more: Partial<Plan> = {}): Plan => ({
  name,
  label,
  prices,
  features: ['turns'],
  quotas: { turns_per_day: 20 },
  ...more,
});
export const FREE = plan('free', 'Free', []);
export const PRO = plan('pro', 'Pro', [MONTHLY, YEARLY], { trialDays: 14, quotas: { turns_per_day: 2000 } });
export const TEAM = plan('team', 'Team', [TEAM_MONTHLY], { quotas: { turns_per_day: 5000 } });
export const PLANS = [FREE, PRO, TEAM];

const FREE_ACCESS = { allowed: true, reason: 'free_plan' } as const;

/** The status of somebody without a subscription, with what a test says otherwise. */
export function pretendStatus(changes: Partial<BillingStatus> = {}): BillingStatus {
  return {
    plan: 'free',
    status: 'none',
    currentPeriodEnd: null,
    cancelAtPeriodEnd: false,
    features: ['turns'],
    quotas: {},
    access: { turns: FREE_ACCESS, long_turns: FREE_ACCESS, premium_models: FREE_ACCESS },
    pendingChange: null,
    price: null,
    graceEndsAt: null,
    ...changes,
  };
}

/** The same for a subscription to Pro by the month, up to the end of 2099. */
export const pretendPro = (changes: Partial<BillingStatus> = {}): BillingStatus =>
  pretendStatus({
    plan: 'pro',
    status: 'active',
    currentPeriodEnd: '2099-12-31T12:00:00Z',
    price: MONTHLY.id,
    ...changes,
  });

/** Has the tests read English as people in Britain do. */
export const readAsBritish = () =>
  Object.defineProperty(navigator, 'languages', { value: ['en-GB'], configurable: true });
