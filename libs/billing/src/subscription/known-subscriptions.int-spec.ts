import { jest } from '@jest/globals';
import { Notifications, PreparedSql, type Subscriber } from '@app/platform';
import { eventually, layWire, type Wire } from '@app/platform/testing';
import { randomUUID } from 'node:crypto';
import { Entitlements } from '../plans/entitlements.service.js';
import { billingApp, type BillingApp } from '../testing/index.js';
import { KnownSubscriptions } from './known-subscriptions.js';
import { StatusService } from './status.service.js';

const ONE_SECOND = 1000;

describe('A subscription known by heart', () => {
  let wire: Wire;
  let here: BillingApp;
  /** Another instance, whose wire to the database the tests can freeze or cut. */
  let there: BillingApp;
  let user: string;

  beforeAll(async () => {
    here = await billingApp();
    wire = await layWire(here.database.url);
    there = await billingApp({ beside: here, databaseUrl: wire.url });
  });
  afterAll(async () => {
    await there?.close();
    await wire?.close();
    await here?.close();
  });
  beforeEach(async () => {
    user = await here.createUser();
  });
  afterEach(() => {
    jest.restoreAllMocks();
    wire.thaw();
  });

  const sql = (text: string) => here.sql.query(text, [user]);
  const subscribe = () =>
    sql(`INSERT INTO subscriptions (user_id, stripe_customer_id, stripe_subscription_id, plan, status, current_period_end, started_at)
         VALUES ($1, 'cus_1', gen_random_uuid(), 'pro', 'active', now() + interval '1 day', now())`);
  const planAt = async (app: BillingApp) => (await app.nest.get(Entitlements).planOf(user)).plan;
  const isKnown = (app: BillingApp) => app.nest.get(KnownSubscriptions).find(user) !== null;
  const listenTo = (app: BillingApp) => {
    const { subscribers } = app.nest.get(Notifications) as unknown as { subscribers: Map<string, Subscriber> };
    return jest.spyOn(subscribers.get('billing_changed')!, 'heard');
  };
  /** Resolves when everything that was said until now has been heard: notifications come in their order. */
  async function caughtUp(app: BillingApp): Promise<void> {
    await eventually(() => app.nest.get(Notifications).isCurrent());
    const heard = listenTo(app);
    const marker = randomUUID();
    await here.sql.query(`SELECT pg_notify('billing_changed', $1)`, [marker]);
    await eventually(() => heard.mock.calls.some(([said]) => said === marker));
    heard.mockRestore();
  }
  async function known(app: BillingApp): Promise<void> {
    await caughtUp(app);
    await eventually(async () => (await planAt(app)) && isKnown(app));
  }

  it('costs the status and sign-in’s view of the plan no read of subscriptions', async () => {
    await subscribe();
    await known(here);
    const rows = jest.spyOn(here.nest.get(PreparedSql), 'rows');
    for (let times = 0; times < 5; times++) expect(await planAt(here)).toBe('pro');
    expect((await here.call('GET', '/billing/status', user)).body.plan).toBe('pro');
    expect(rows.mock.calls.map(([name]) => name)).toEqual(['billing_quota_used']);
  });

  it('is that there is none, too', async () => {
    await known(here);
    const rows = jest.spyOn(here.nest.get(PreparedSql), 'rows');
    expect(await planAt(here)).toBe('free');
    expect(rows).not.toHaveBeenCalled();
  });

  it('G2 never answers a gate: that asks the database', async () => {
    await known(here);
    const rows = jest.spyOn(here.nest.get(PreparedSql), 'rows');
    await expect(here.nest.get(Entitlements).require(user, 'premium_models')).rejects.toThrow();
    expect(rows).toHaveBeenCalledTimes(1);
  });

  const changes: Record<string, string> = {
    'a downgrade': `UPDATE subscriptions SET plan = 'team' WHERE user_id = $1`,
    'a status': `UPDATE subscriptions SET status = 'unpaid' WHERE user_id = $1`,
    'an earlier end': `UPDATE subscriptions SET current_period_end = now() - interval '1 day' WHERE user_id = $1`,
    'its deletion': 'DELETE FROM subscriptions WHERE user_id = $1',
    'the end of the user': 'DELETE FROM users WHERE id = $1',
  };
  it.each(Object.keys(changes))('G2 changes within a second on every instance by %s', async (change) => {
    await subscribe();
    await Promise.all([known(here), known(there)]);
    await sql(changes[change]!);
    for (const app of [here, there]) await eventually(async () => (await planAt(app)) !== 'pro', ONE_SECOND);
  });

  it('is not forgotten when it was looked at and is the same', async () => {
    await subscribe();
    await known(here);
    const heard = listenTo(here);
    await sql('UPDATE subscriptions SET updated_at = now() WHERE user_id = $1');
    await here.sql.query(`SELECT pg_notify('billing_changed', 'the end')`);
    await eventually(() => heard.mock.calls.length > 0);
    expect(heard.mock.calls).toEqual([['the end']]);
    expect(isKnown(here)).toBe(true);
  });

  it('G2 gives nothing past the period, however well it is known', async () => {
    await subscribe();
    await sql(
      `UPDATE subscriptions SET current_period_end = now() - interval '1 hour' + interval '3 s' WHERE user_id = $1`,
    );
    await known(here);
    expect(await planAt(here)).toBe('pro');
    await eventually(async () => (await planAt(here)) === 'free', 5 * ONE_SECOND);
    expect(isKnown(here)).toBe(true);
  });

  it('G2 is asked for again after 30 seconds', async () => {
    await known(here);
    const now = performance.now();
    const clock = jest.spyOn(performance, 'now');
    jest.spyOn(here.nest.get(Notifications), 'isCurrent').mockReturnValue(true);
    clock.mockReturnValue(now + 29_000);
    expect(isKnown(here)).toBe(true);
    clock.mockReturnValue(now + 30_100);
    expect(isKnown(here)).toBe(false);
  });

  it('G2 is forgotten over a gap, and not trusted while nothing is heard', async () => {
    await subscribe();
    await known(there);
    wire.cut();
    await sql('DELETE FROM subscriptions WHERE user_id = $1');
    await eventually(async () => (await planAt(there)) === 'free', ONE_SECOND);
    await known(there);
    wire.freeze();
    await eventually(() => !isKnown(there), ONE_SECOND);
    await expect(planAt(there)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('is not remembered when it changed while it was read', async () => {
    await subscribe();
    await known(here);
    const prepared = here.nest.get(PreparedSql);
    const rows = prepared.rows.bind(prepared);
    const before = await here.nest.get(Entitlements).of(user);
    jest.spyOn(prepared, 'rows').mockImplementationOnce(async (...question) => {
      const answer = await rows(...question);
      await sql(`UPDATE subscriptions SET plan = 'team' WHERE user_id = $1`);
      await eventually(() => !isKnown(here));
      return answer as never;
    });
    expect((await here.nest.get(Entitlements).of(user)).plan).toBe(before.plan);
    expect(await planAt(here)).toBe('team');
  });

  it('does not stand in the way of who reads what was just written', async () => {
    await known(here);
    await subscribe();
    expect((await here.nest.get(StatusService).statusOf(user)).plan).toBe('pro');
  });
});
