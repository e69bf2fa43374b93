import type { Life } from './life.js';
import { seenOf } from './seen.js';
import type { Stage } from './stage.js';
import type { TrueSubscription } from './stripe-account.js';

const REFUNDS = `SELECT details ->> 'event' AS event FROM audit_events WHERE action = 'billing.refunded'`;
const LIVE = ['active', 'trialing', 'past_due'];
const UNTOUCHED = ['quota_usages', 'quota_charges', 'billing_reconciliations'];

/** Nobody is two customers, has two subscriptions, or got their money back twice. */
export async function judgeCustomers({ sql, stripe }: Stage, lives: Life[], truths: TrueSubscription[]) {
  const users = (await stripe.customers()).map(({ metadata }) => metadata.user_id);
  const refunds = (await stripe.refunds()).map(({ metadata }) => metadata.duplicate_subscription);
  const live = truths.filter(({ status }) => LIVE.includes(status)).map(({ customer }) => customer);
  const written = ((await sql.query(REFUNDS)) as { event: string }[]).map(({ event }) => event);
  const manyPages = lives.filter(({ buyer }) => buyer.pages.size !== 1).map(({ buyer }) => buyer.id);
  return [
    ...twice(users).map((user) => `${user} is two customers at Stripe`),
    ...manyPages.map((user) => `${user} was sent to several checkouts`),
    ...twice(live).map((customer) => `${customer} has two live subscriptions`),
    ...twice(refunds).map((id) => `${id} was refunded twice`),
    ...twice(written).map((event) => `the refund of ${event} was written down twice`),
  ];
}

/** Everybody has the plan they pay for, at every instance. Whether one that is past due still counts is left open. */
export async function judgePlans({ instances }: Stage, lives: Life[], truths: TrueSubscription[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { buyer, id } of lives) {
    const { customer } = truths.find((truth) => truth.id === id)!;
    const live = truths.find((truth) => truth.customer === customer && LIVE.includes(truth.status));
    if (live?.status === 'past_due') continue;
    const expected = live ? seenOf(live).plan : 'free';
    for (const instance of instances) {
      const plan = await buyer.planAt(instance);
      if (plan !== expected) problems.push(`${instance.role} gives ${plan} to who pays for ${expected}`);
    }
  }
  return problems;
}

/** Nothing happened that nobody asked for; the reconciler would have healed what this is to find. */
export async function judgeTheRest({ sql }: Stage): Promise<string[]> {
  const counts = UNTOUCHED.map(async (table) => {
    const [{ count }] = (await sql.query(`SELECT count(*)::int AS count FROM ${table}`)) as [{ count: number }];
    return count > 0 ? [`${table} has ${count} rows, and nothing here makes any`] : [];
  });
  return (await Promise.all(counts)).flat();
}

const twice = (list: (string | undefined)[]) => [
  ...new Set(list.filter((each, index) => each && list.indexOf(each) !== index)),
];
