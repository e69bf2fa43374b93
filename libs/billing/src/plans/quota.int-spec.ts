import { QuotaExceeded } from '../billing.errors.js';
import { billingApp, type BillingApp } from '../testing/index.js';
import { Quotas } from './quota.service.js';

const QUOTA = 'turns_per_day';

describe('Quotas', () => {
  let app: BillingApp;
  let other: BillingApp;
  let user: string;

  beforeAll(async () => {
    app = await billingApp();
    other = await billingApp({ beside: app });
  });
  afterAll(async () => {
    await other.close();
    await app.close();
  });
  beforeEach(async () => {
    user = await app.createUser();
  });

  const quotas = (on = app) => on.nest.get(Quotas);
  const used = async () => (await quotas().of(user)).turns_per_day.used;
  const takeMany = async (count: number, from = 0) => {
    for (let each = 0; each < count; each++) await quotas().take(user, QUOTA, `turn-${from + each}`);
  };

  it('lets exactly one of fifty through at one below the limit, over two instances', async () => {
    await takeMany(19);
    const attempts = Array.from({ length: 50 }, (_, each) =>
      quotas(each % 2 ? app : other).take(user, QUOTA, `race-${each}`),
    );
    const results = await Promise.allSettled(attempts);
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refusals).toHaveLength(49);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(QuotaExceeded);
    expect(await used()).toBe(20);
  });

  it('lets exactly the limit through when all begin at nothing', async () => {
    const attempts = Array.from({ length: 50 }, (_, each) =>
      quotas(each % 2 ? app : other).take(user, QUOTA, `race-${each}`),
    );
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(await used()).toBe(20);
  });

  it('takes once for a key, however often at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, each) => quotas(each % 2 ? app : other).take(user, QUOTA, 'same')),
    );
    expect(await used()).toBe(1);
  });

  it('knows a key that was paid for when the quota is spent', async () => {
    await takeMany(20);
    await expect(quotas().take(user, QUOTA, 'turn-3')).resolves.toBeUndefined();
    await expect(quotas().take(user, QUOTA, 'another')).rejects.toBeInstanceOf(QuotaExceeded);
  });

  it('gives back once, and takes again for the same key after that', async () => {
    await takeMany(20);
    await Promise.all(
      Array.from({ length: 10 }, (_, each) => quotas(each % 2 ? app : other).giveBack(user, QUOTA, 'turn-0')),
    );
    expect(await used()).toBe(19);
    await quotas().take(user, QUOTA, 'turn-0');
    expect(await used()).toBe(20);
  });

  it('gives nothing back for what was never taken', async () => {
    await takeMany(1);
    await quotas().giveBack(user, QUOTA, 'never');
    expect(await used()).toBe(1);
  });

  it('says when the quota begins anew: at the next UTC midnight', async () => {
    await takeMany(20);
    const refusal = await quotas()
      .take(user, QUOTA, 'late')
      .catch((error: QuotaExceeded) => error);
    const midnight = new Date(new Date().setUTCHours(24, 0, 0, 0)).toISOString();
    expect(refusal).toMatchObject({
      code: 'quota_exceeded',
      kind: 'too_many',
      details: { quota: QUOTA, limit: 20, resetsAt: midnight },
    });
  });

  it('takes the limit from the present plan', async () => {
    await takeMany(20);
    await app.sql.query(
      `INSERT INTO subscriptions (user_id, stripe_customer_id, stripe_subscription_id, plan, status, current_period_end, started_at)
       VALUES ($1, 'cus_1', 'sub_1', 'pro', 'active', now() + interval '1 day', now())`,
      [user],
    );
    await quotas().take(user, QUOTA, 'now-on-pro');
    expect((await quotas().of(user)).turns_per_day).toMatchObject({ limit: 100, used: 21 });
  });
});
