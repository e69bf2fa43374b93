import { PersonalData } from '@app/auth';
import { billingApp, type BillingApp } from '../testing/billing-app.js';

let app: BillingApp;
beforeAll(async () => {
  app = await billingApp();
});
afterAll(() => app.close());

/** Every part of somebody's data, by its name. */
async function dataOf(userId: string): Promise<Record<string, object[] | object | null>> {
  const parts = Object.entries(app.nest.get(PersonalData, { strict: false }).of(userId));
  return Object.fromEntries(
    await Promise.all(
      parts.map(async ([name, read]) => {
        const part = read();
        return [name, part instanceof Promise ? await part : await Array.fromAsync(part)] as const;
      }),
    ),
  );
}

/** A customer with a subscription, events of Stripe and more quota periods and charges than a page has. */
async function customer(name: string): Promise<string> {
  const id = await app.createUser();
  await app.sql.query('INSERT INTO billing_customers (user_id, stripe_customer_id) VALUES ($1, $2)', [
    id,
    `cus_${name}`,
  ]);
  await app.sql.query(
    `INSERT INTO subscriptions (user_id, stripe_customer_id, stripe_subscription_id, plan, status, started_at)
     VALUES ($1, 'cus_' || $2::text, 'sub_old_' || $2, 'pro', 'canceled', now()), ($1, 'cus_' || $2, 'sub_' || $2, 'team', 'active', now())`,
    [id, name],
  );
  await app.sql.query(
    `INSERT INTO stripe_events (id, type, subject, payload, status, created)
     VALUES ('evt_' || $1::text, 'customer.updated', 'cus_' || $1, '{"client_secret": "hush"}', 'processed', now())`,
    [name],
  );
  await app.sql.query(
    `INSERT INTO quota_usages (user_id, quota, period_start, used)
     SELECT $1, 'turns_per_day', '2026-01-01Z'::timestamptz + n * interval '1 day', n FROM generate_series(1, 450) AS n`,
    [id],
  );
  await app.sql.query(
    `INSERT INTO quota_charges (user_id, quota, key, period_start)
     SELECT $1, 'turns_per_day', $2 || n, now() FROM generate_series(1, 401) AS n`,
    [id, `charge-${name}-`],
  );
  return id;
}

describe('what billing keeps of a person', () => {
  it('is all in their export: subscriptions, events, quotas in order, and nothing of others', async () => {
    const [one] = [await customer('one'), await customer('two')];
    const data = await dataOf(one);
    expect(data).toMatchObject({
      billingCustomer: { stripeCustomerId: 'cus_one' },
      subscriptions: [
        { stripeSubscriptionId: 'sub_old_one', plan: 'pro', status: 'canceled' },
        { stripeSubscriptionId: 'sub_one', plan: 'team', status: 'active' },
      ],
      stripeEvents: [{ id: 'evt_one', type: 'customer.updated' }],
    });
    const quotas = data.quotas as { used: number }[];
    expect(quotas.map(({ used }) => used)).toEqual(Array.from({ length: 450 }, (_, n) => n + 1));
    expect(data.quotaCharges).toHaveLength(401);
    const text = JSON.stringify(data);
    expect(text).not.toContain('two');
    expect(text).not.toContain('hush');
  });

  it('is nothing for who never bought or used anything', async () => {
    expect(await dataOf(await app.createUser())).toEqual({
      billingCustomer: null,
      subscriptions: [],
      stripeEvents: [],
      quotas: [],
      quotaCharges: [],
    });
  });
});
