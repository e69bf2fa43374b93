import type { Quota, QuotaView } from '@app/protocol';
import { EntitlementsUndecidable, QuotaExceeded } from '../billing.errors.js';
import { billingApp, type BillingApp } from '../testing/index.js';
import { QuotaPruner } from './quota-pruner.js';
import { Quotas } from './quota.service.js';

const features = ['turns'];
const PLANS = {
  free: { features, quotas: { turns_per_day: 20 } },
  pro: { price: 'price_pro', features, quotas: { turns_per_day: 100 } },
  both: { price: 'price_both', features, quotas: { turns_per_day: 5, turns_per_month: 8 } },
  month: { price: 'price_month', features, quotas: { turns_per_day: 50, turns_per_month: 3 } },
  none: { price: 'price_none', features, quotas: { turns_per_day: 0 } },
};
const midnight = () => new Date(new Date().setUTCHours(24, 0, 0, 0)).toISOString();
const nextMonth = () => new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 1, 1)).toISOString();

describe('Quotas', () => {
  let app: BillingApp;
  let other: BillingApp;
  let user: string;

  beforeAll(async () => {
    app = await billingApp({ yaml: { plans: PLANS } });
    other = await billingApp({ beside: app, yaml: { plans: PLANS } });
  });
  afterAll(async () => {
    await other.close();
    await app.close();
  });
  beforeEach(async () => {
    user = await app.createUser();
  });

  const quotas = (on = app) => on.nest.get(Quotas);
  const views = async () => (await quotas().of(user)) as Record<Quota, QuotaView>;
  const used = async () => (await views()).turns_per_day.used;
  const reserve = async (key: string, on = app) => quotas(on).reserve(await quotas(on).allowanceOf(user, 'turns'), key);
  const reserveMany = async (count: number, from = 0) => {
    for (let each = 0; each < count; each++) await reserve(`turn-${from + each}`);
  };
  const everywhere = <T>(count: number, act: (on: BillingApp, each: number) => Promise<T>) =>
    Promise.allSettled(Array.from({ length: count }, (_, each) => act(each % 2 ? app : other, each)));
  const subscribe = (plan: string) =>
    app.sql.query(
      `INSERT INTO subscriptions (user_id, stripe_customer_id, stripe_subscription_id, plan, status, current_period_end, started_at)
       VALUES ($1, 'cus_1', gen_random_uuid(), $2, 'active', now() + interval '1 day', now())`,
      [user, plan],
    );
  const refusalOf = (result: Promise<unknown>) =>
    result.then(
      () => null,
      (error: QuotaExceeded) => error,
    );

  it('G4 lets exactly one of fifty through at one below the limit, over two instances', async () => {
    await reserveMany(19);
    const results = await everywhere(50, (on, each) => reserve(`race-${each}`, on));
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refusals).toHaveLength(49);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(QuotaExceeded);
    expect(await used()).toBe(20);
  });

  it('G4 lets exactly the limit through when all begin at nothing', async () => {
    const results = await everywhere(50, (on, each) => reserve(`race-${each}`, on));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(await used()).toBe(20);
  });

  it('G4 takes once for a key, however often at once', async () => {
    const results = await everywhere(20, (on) => reserve('same', on));
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await used()).toBe(1);
  });

  it('G4 knows a key that was paid for when the quota is spent', async () => {
    await reserveMany(20);
    await expect(reserve('turn-3')).resolves.toBeUndefined();
    await expect(reserve('another')).rejects.toBeInstanceOf(QuotaExceeded);
  });

  it('G4 gives back once, however often and wherever, and takes again for the same key after that', async () => {
    await reserveMany(20);
    await everywhere(10, (on) => quotas(on).refund(user, 'turn-0'));
    await quotas().refund(user, 'turn-0');
    expect(await used()).toBe(19);
    await reserve('turn-0');
    expect(await used()).toBe(20);
  });

  it('G4 gives nothing back for what was never taken', async () => {
    await reserveMany(1);
    await quotas().refund(user, 'never');
    expect(await used()).toBe(1);
  });

  it('G4 gives nothing back that is settled, and takes nothing for it a second time', async () => {
    await reserve('turn');
    await quotas().settle(user, 'turn');
    await quotas().settle(user, 'turn');
    await quotas().refund(user, 'turn');
    expect(await used()).toBe(1);
    await reserve('turn');
    expect(await used()).toBe(1);
  });

  it('G4 settles or gives back, never both, when both come at once', async () => {
    for (let round = 0; round < 10; round++) {
      const key = `both-${round}`;
      await reserve(key);
      await everywhere(6, (on, each) => (each % 3 ? quotas(on).refund(user, key) : quotas(on).settle(user, key)));
      const charges = await app.sql.query<unknown[]>('SELECT settled_at FROM quota_charges WHERE key = $1', [key]);
      expect(charges).toHaveLength(await used());
      await app.sql.query('DELETE FROM quota_charges WHERE key = $1', [key]);
      await app.sql.query('DELETE FROM quota_usages WHERE user_id = $1', [user]);
    }
  });

  it('G4 holds only if the transaction around it commits', async () => {
    const allowance = await quotas().allowanceOf(user, 'turns');
    await expect(
      app.sql.transaction(async (transaction) => {
        await quotas().reserve(allowance, 'undone', transaction);
        throw new Error('Something else went wrong');
      }),
    ).rejects.toThrow('Something else');
    expect(await used()).toBe(0);
    await app.sql.transaction((transaction) => quotas().reserve(allowance, 'kept', transaction));
    expect(await used()).toBe(1);
  });

  it('takes one at once, for good, where nothing can fail afterwards', async () => {
    await quotas().take(user, 'turns', 'report');
    await quotas().refund(user, 'report');
    expect(await used()).toBe(1);
  });

  it('refuses everything where the plan allows none', async () => {
    await subscribe('none');
    expect(await refusalOf(reserve('turn'))).toMatchObject({ details: { limit: 0 } });
    expect(await used()).toBe(0);
  });

  it('G4 says when a spent day begins anew: at the next UTC midnight', async () => {
    await reserveMany(20);
    expect(await refusalOf(reserve('late'))).toMatchObject({
      code: 'quota_exceeded',
      kind: 'too_many',
      details: { quota: 'turns_per_day', limit: 20, resetsAt: midnight() },
    });
  });

  it('shows nothing of months where the plan does not limit them', async () => {
    expect(await quotas().of(user)).toEqual({ turns_per_day: { limit: 20, used: 0, resetsAt: midnight() } });
  });

  it('takes the limit from the present plan', async () => {
    await reserveMany(20);
    await subscribe('pro');
    await reserve('now-on-pro');
    expect((await views()).turns_per_day).toMatchObject({ limit: 100, used: 21 });
  });

  it('G2 refuses with 503 while the counts cannot be read', async () => {
    await app.sql.query('ALTER TABLE subscriptions RENAME TO subscriptions_away');
    try {
      await expect(reserve('turn')).rejects.toBeInstanceOf(EntitlementsUndecidable);
    } finally {
      await app.sql.query('ALTER TABLE subscriptions_away RENAME TO subscriptions');
    }
    await app.sql.query('ALTER TABLE quota_usages RENAME TO quota_usages_away');
    try {
      await expect(reserve('turn')).rejects.toBeInstanceOf(EntitlementsUndecidable);
    } finally {
      await app.sql.query('ALTER TABLE quota_usages_away RENAME TO quota_usages');
    }
    expect(await used()).toBe(0);
  });

  it('counts refusals by quota and plan', async () => {
    const counted = async () => {
      const { text } = await app.call('GET', '/metrics');
      return Number(/^turnpike_quota_refused_total\{quota="turns_per_month",plan="month"\} (\d+)$/m.exec(text)?.[1]);
    };
    await subscribe('month');
    await reserveMany(3);
    const before = await counted();
    await refusalOf(reserve('late'));
    expect(await counted()).toBe(before + 1);
  });

  describe('of a day and a month', () => {
    const both = async () => {
      const { turns_per_day: day, turns_per_month: month } = await views();
      return [day.used, month.used];
    };
    /** As if so many of the month had been used on other days. */
    const usedBefore = (count: number) =>
      app.sql.query(
        `INSERT INTO quota_usages (user_id, quota, period_start, used)
         VALUES ($1, 'turns_per_month', date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC', $2)`,
        [user, count],
      );

    it('G4 takes from both, and gives back to both once', async () => {
      await subscribe('both');
      await reserveMany(3);
      expect(await both()).toEqual([3, 3]);
      await everywhere(4, (on) => quotas(on).refund(user, 'turn-1'));
      expect(await both()).toEqual([2, 2]);
      expect(await views()).toMatchObject({
        turns_per_day: { limit: 5, resetsAt: midnight() },
        turns_per_month: { limit: 8, resetsAt: nextMonth() },
      });
    });

    it('G4 takes from none when the month refuses, and says when the month begins anew', async () => {
      await subscribe('month');
      await reserveMany(3);
      const refusal = await refusalOf(reserve('late'));
      expect(refusal).toMatchObject({ details: { quota: 'turns_per_month', limit: 3, resetsAt: nextMonth() } });
      expect(await both()).toEqual([3, 3]);
    });

    it('G4 takes from none when the day refuses, and says when the day begins anew', async () => {
      await subscribe('both');
      await reserveMany(5);
      const refusal = await refusalOf(reserve('late'));
      expect(refusal).toMatchObject({ details: { quota: 'turns_per_day', limit: 5, resetsAt: midnight() } });
      expect(await both()).toEqual([5, 5]);
    });

    it('says when the later one begins anew where both are spent', async () => {
      await subscribe('both');
      await usedBefore(3);
      await reserveMany(5);
      expect(await refusalOf(reserve('late'))).toMatchObject({ details: { quota: 'turns_per_month' } });
    });

    it('G4 counts a month over its days', async () => {
      await subscribe('both');
      await usedBefore(6);
      await reserveMany(2);
      expect(await both()).toEqual([2, 8]);
      await expect(reserve('late')).rejects.toBeInstanceOf(QuotaExceeded);
    });

    it('G4 lets exactly one of fifty through at one below the month’s limit, over two instances', async () => {
      await subscribe('both');
      await usedBefore(7);
      const results = await everywhere(50, (on, each) => reserve(`race-${each}`, on));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await both()).toEqual([1, 8]);
    });

    it('never deadlocks when turns begin and are given back at once', async () => {
      await subscribe('both');
      for (let round = 0; round < 5; round++) {
        await reserveMany(3, round * 3);
        const results = await everywhere(24, (on, each) =>
          each < 12 ? quotas(on).refund(user, `turn-${round * 3 + (each % 3)}`) : reserve(`${round}-${each % 4}`, on),
        );
        for (const result of results)
          if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(QuotaExceeded);
        for (let each = 0; each < 4; each++) await quotas().refund(user, `${round}-${each}`);
        expect(await both()).toEqual([0, 0]);
      }
    });
  });

  describe('that are old', () => {
    const age = (key: string, days: number) =>
      app.sql.query(`UPDATE quota_charges SET created_at = now() - make_interval(days => $2) WHERE key LIKE $1`, [
        key,
        days,
      ]);
    const keys = async () =>
      (
        await app.sql.query<{ key: string }[]>('SELECT key FROM quota_charges WHERE user_id = $1 ORDER BY key', [user])
      ).map(({ key }) => key);

    it('are deleted in small batches until none is left, and stay counted', async () => {
      await app.sql.query(
        `INSERT INTO quota_charges (user_id, quota, key, period_start, created_at)
         SELECT $1, 'turns_per_day', 'old-' || n, now(), now() - interval '8 days' FROM generate_series(1, 1200) n`,
        [user],
      );
      await reserveMany(2);
      await age('turn-0', 6);
      await app.nest.get(QuotaPruner).prune();
      expect(await keys()).toEqual(['turn-0', 'turn-1']);
      expect(await used()).toBe(2);
    });

    it('wait for nobody: what somebody holds stays until the next time', async () => {
      await reserveMany(2);
      await age('turn-%', 8);
      const holder = app.sql.createQueryRunner();
      await holder.startTransaction();
      try {
        await holder.query(`SELECT FROM quota_charges WHERE user_id = $1 AND key = 'turn-0' FOR UPDATE`, [user]);
        await other.nest.get(QuotaPruner).prune();
        expect(await keys()).toEqual(['turn-0']);
      } finally {
        await holder.rollbackTransaction();
        await holder.release();
      }
      await other.nest.get(QuotaPruner).prune();
      expect(await keys()).toEqual([]);
    });
  });
});
