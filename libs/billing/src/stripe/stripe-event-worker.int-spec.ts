import { Injectable, Module } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { billingApp, InboxView, until, type BillingApp } from '../testing/index.js';
import { OnStripeEvent, type StripeEvent } from './on-stripe-event.js';
import { StripeReplays } from './stripe-replays.js';

/** A reaction of another library, which does what the event says. */
@Injectable()
class Diary {
  static isClosed = false;

  @OnStripeEvent('invoice.finalized')
  async write(event: StripeEvent<'invoice.finalized'>, transaction: EntityManager) {
    await transaction.query(`INSERT INTO audit_events (action, details) VALUES ('diary', $1)`, [{ event: event.id }]);
    const { mood } = event.data.object as unknown as { mood?: string };
    if (mood === 'cut') await transaction.query('SELECT pg_terminate_backend(pg_backend_pid())');
    if (mood === 'angry' || Diary.isClosed) throw new Error('The diary is closed');
  }
}
@Module({ providers: [Diary] })
class DiaryModule {}

describe('The worker', () => {
  let app: BillingApp;
  let other: BillingApp;
  let inbox: InboxView;
  beforeAll(async () => {
    app = await billingApp({ imports: [DiaryModule] });
    other = await billingApp({ beside: app, imports: [DiaryModule] });
    inbox = new InboxView(app);
  });
  afterAll(async () => {
    await other?.close();
    await app?.close();
  });
  afterEach(() => {
    app.stripe.meanwhile = undefined;
    app.stripe.heal();
    Diary.isClosed = false;
  });

  const eventId = () => `evt_${crypto.randomUUID()}`;
  const pages = (id: string) =>
    app.sql.query<unknown[]>(`SELECT 1 FROM audit_events WHERE action = 'diary' AND details->>'event' = $1`, [id]);
  const audits = (subscription: string) =>
    app.sql.query<unknown[]>(
      `SELECT 1 FROM audit_events WHERE action = 'billing.subscription_changed' AND details->>'subscription' = $1`,
      [subscription],
    );

  it('B3: one at a time works on a customer, over two instances, and all events have their effect', async () => {
    const { user, customer } = await inbox.buyer();
    const subscription = app.stripe.account.subscribe(customer);
    let atOnce = 0;
    let most = 0;
    app.stripe.meanwhile = async (call) => {
      if (!call.includes(subscription.id)) return;
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 20));
      atOnce--;
    };
    const ids = Array.from({ length: 12 }, eventId);
    await Promise.all(
      ids.map((id, at) => (at % 2 ? app : other).deliver('customer.subscription.updated', subscription, { id })),
    );
    for (const id of ids) expect(await inbox.settled(id, 15_000)).toMatchObject({ status: 'processed', attempts: 1 });
    expect(most).toBe(1);
    expect(await inbox.planOf(user)).toBe('pro');
    expect(await audits(subscription.id)).toHaveLength(1);
  });

  it('B3: neither the order of arrival nor `created` decides anything: only what Stripe says now does', async () => {
    const { user, customer } = await inbox.buyer();
    const subscription = app.stripe.account.subscribe(customer);
    const [first, second] = ['active', 'trialing'].map((status) => structuredClone({ ...subscription, status }));
    app.stripe.account.change(subscription.id, { status: 'unpaid' });
    const last = structuredClone(subscription);
    const now = Math.floor(Date.now() / 1000);
    const shuffled = [last, first, second].map((object, at) => ({ object, id: eventId(), created: now - at * 60 }));
    for (const { object, id, created } of [...shuffled, { ...shuffled[1]!, id: eventId(), created: now + 60 }]) {
      await app.deliver('customer.subscription.updated', object!, { id, created });
      await inbox.settled(id);
      const [row] = await app.sql.query('SELECT status FROM subscriptions WHERE user_id = $1', [user]);
      expect(row).toEqual({ status: 'unpaid' });
    }
  });

  it('B3: effect and "done" are one: when "done" cannot be committed, there is no effect', async () => {
    const id = eventId();
    await app.sql.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not yet'; END $$;
      CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON stripe_events DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.status = 'processed') EXECUTE FUNCTION refuse()`);
    try {
      await app.deliver('invoice.finalized', { object: 'invoice' }, { id });
      await until(async () => ((await inbox.row(id))?.attempts ?? 0) >= 1);
      expect(await pages(id)).toEqual([]);
    } finally {
      await app.sql.query('DROP TRIGGER refuse ON stripe_events; DROP FUNCTION refuse()');
    }
    await inbox.hurry(id);
    expect(await inbox.settled(id)).toMatchObject({ status: 'processed' });
    expect(await pages(id)).toHaveLength(1);
  });

  it('B5: poison blocks nobody, not even when it takes the connection with it', async () => {
    const poison = Array.from({ length: 8 }, eventId);
    for (const [at, id] of poison.entries())
      await app.deliver('invoice.finalized', { object: 'invoice', mood: at % 2 ? 'cut' : 'angry' }, { id });
    const { user, customer } = await inbox.buyer();
    await app.deliver('customer.subscription.created', app.stripe.account.subscribe(customer));
    await until(async () => (await inbox.planOf(user)) === 'pro', 3000);
    for (const id of poison) {
      await until(async () => ((await inbox.row(id))?.attempts ?? 0) >= 1);
      expect(await inbox.row(id)).toMatchObject({ status: 'pending', error: expect.stringMatching(/\w/) });
    }
    await app.sql.query(`DELETE FROM stripe_events WHERE id = ANY($1)`, [poison]);
  });

  it('B5: events that wait on a hanging Stripe, four for each instance, keep no other customer waiting', async () => {
    const stuck = await Promise.all(Array.from({ length: 8 }, async () => (await inbox.buyer()).customer));
    const hanging = stuck.map((customer) => app.stripe.account.subscribe(customer));
    const release = Promise.withResolvers<void>();
    app.stripe.meanwhile = (call) => (hanging.some(({ id }) => call.endsWith(id)) ? release.promise : undefined);
    try {
      for (const each of hanging) await app.deliver('customer.subscription.created', each);
      const asked = () => hanging.filter(({ id }) => app.stripe.countOf(`GET /v1/subscriptions/${id}`) > 0).length;
      await until(async () => asked() >= 6);
      const { user, customer } = await inbox.buyer();
      await app.deliver('customer.subscription.created', app.stripe.account.subscribe(customer));
      await until(async () => (await inbox.planOf(user)) === 'pro', 2000);
    } finally {
      release.resolve();
    }
  });

  it('B5: a Stripe that hangs altogether is given up on quickly, and asked again when it is back', async () => {
    app.stripe.breakWith('hang');
    const buyers = await Promise.all(Array.from({ length: 14 }, () => inbox.buyer()));
    for (const { customer } of buyers)
      await app.deliver('customer.subscription.created', app.stripe.account.subscribe(customer));
    const diary = eventId();
    await app.deliver('invoice.finalized', { object: 'invoice' }, { id: diary });
    expect(await inbox.settled(diary, 10_000)).toMatchObject({ status: 'processed' });
    app.stripe.heal();
    for (const { user } of buyers) await until(async () => (await inbox.planOf(user)) === 'pro', 15_000);
  }, 40_000);

  it('B5: the pauses grow, the eighth failure is the last, and a replay by hand brings the effect once', async () => {
    const id = eventId();
    Diary.isClosed = true;
    await app.deliver('invoice.finalized', { object: 'invoice' }, { id });
    const pauses: number[] = [];
    for (let attempts = 1; attempts <= 7; attempts++) {
      await until(async () => (await inbox.row(id))?.attempts === attempts);
      const sql = `SELECT extract(epoch FROM next_attempt_at - now())::float8 AS seconds FROM stripe_events WHERE id = $1`;
      const [row] = await app.sql.query<[{ seconds: number }]>(sql, [id]);
      pauses.push(row.seconds);
      await inbox.hurry(id);
    }
    expect(await inbox.settled(id)).toMatchObject({ status: 'dead', attempts: 8 });
    for (const [at, seconds] of pauses.entries()) expect(seconds / 4 ** at).toBeGreaterThan(at === 0 ? 0 : 0.7);
    expect((await app.call('GET', '/metrics')).text).toMatch(
      /turnpike_webhook_events_total\{type="other",outcome="dead"\} [1-9]/,
    );

    const replays = app.nest.get(StripeReplays);
    expect(await replays.dead()).toContain(id);
    expect(await replays.replay(id)).toMatchObject({ outcome: 'failed', error: 'Error: The diary is closed' });
    expect(await inbox.row(id)).toMatchObject({ status: 'dead' });
    Diary.isClosed = false;
    expect(await replays.replay(id)).toEqual({ id, outcome: 'processed', error: null });
    expect(await replays.dead()).not.toContain(id);
    expect(await replays.replay('evt_nobody')).toMatchObject({ outcome: 'unknown' });
    expect(await pages(id)).toHaveLength(1);
    // L4: what the operator did, and what came of it.
    const rows = `SELECT details FROM audit_events WHERE action = 'billing.event_replayed' ORDER BY id`;
    expect(await app.sql.query(rows)).toEqual(
      ['failed', 'processed'].map((outcome) => ({ details: { by: 'cli', event: id, outcome } })),
    );
  });

  it('B5: a replay of what is done already changes nothing more', async () => {
    const { customer } = await inbox.buyer();
    const subscription = app.stripe.account.subscribe(customer);
    const id = eventId();
    await app.deliver('customer.subscription.created', subscription, { id });
    await inbox.settled(id);
    for (const from of [app, other])
      expect(await from.nest.get(StripeReplays).replay(id)).toMatchObject({ outcome: 'processed' });
    expect(await audits(subscription.id)).toHaveLength(1);
  });

  it('B4: never leaves a user with two live subscriptions, whichever instance hears of which first', async () => {
    const { user, customer } = await inbox.buyer();
    const all = [1000, 3000, 2000].map((created) => app.stripe.account.subscribe(customer, { created }));
    await Promise.all(all.map((each, at) => (at % 2 ? app : other).deliver('customer.subscription.created', each)));
    const live = `SELECT stripe_subscription_id AS id FROM subscriptions WHERE user_id = $1 AND status = 'active'`;
    await until(async () => all.slice(1).every(({ id }) => app.stripe.account.find(id).status === 'canceled'));
    await until(async () => (await app.sql.query<{ id: string }[]>(live, [user]))[0]?.id === all[0]!.id);
    expect(await app.sql.query(live, [user])).toHaveLength(1);
  });
});
