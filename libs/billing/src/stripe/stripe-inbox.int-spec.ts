import { Injectable, Module } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { billingApp, signatureOf, until, WEBHOOK_SECRET, type BillingApp } from '../testing/index.js';
import { OnStripeEvent, type StripeEvent } from './on-stripe-event.js';

/** A reaction that another library brings, and that fails when a test says so. */
@Injectable()
class Diary {
  static fails = false;

  @OnStripeEvent('invoice.finalized')
  async write(event: StripeEvent<'invoice.finalized'>, transaction: EntityManager) {
    await transaction.query('INSERT INTO audit_events (action, details) VALUES ($1, $2)', [
      'diary',
      { event: event.id },
    ]);
    if (Diary.fails) throw new Error('The diary is closed');
  }
}
@Module({ providers: [Diary] })
class DiaryModule {}

describe('POST /billing/webhook', () => {
  let app: BillingApp;
  let other: BillingApp;
  let user: string;
  let customer: string;

  beforeAll(async () => {
    app = await billingApp({ imports: [DiaryModule] });
    other = await billingApp({ beside: app, imports: [DiaryModule] });
  });
  afterAll(async () => {
    await other.close();
    await app.close();
  });
  beforeEach(async () => {
    Diary.fails = false;
    user = await app.createUser();
    customer = `cus_${user}`;
    await app.sql.query('INSERT INTO billing_customers (user_id, stripe_customer_id) VALUES ($1, $2)', [
      user,
      customer,
    ]);
  });

  const status = async () => (await app.call('GET', '/billing/status', user)).body;
  const eventRow = async (id: string) => (await app.sql.query('SELECT * FROM stripe_events WHERE id = $1', [id]))[0];
  const countEvents = async () => (await app.sql.query('SELECT count(*)::int AS n FROM stripe_events'))[0].n as number;
  const settled = (id: string) => until(async () => (await eventRow(id))?.status !== 'pending' && (await eventRow(id)));
  const eventId = () => `evt_${crypto.randomUUID()}`;

  it('B3: gives a new subscription its effect within 2 s', async () => {
    const subscription = app.stripe.account.subscribe(customer);
    expect(await app.deliver('customer.subscription.created', subscription)).toEqual({
      status: 200,
      body: { received: true },
    });
    await until(async () => (await status()).plan === 'pro', 2000);
    expect(await status()).toMatchObject({
      status: 'active',
      cancelAtPeriodEnd: false,
      features: ['turns', 'long_turns', 'premium_models'],
    });
  });

  it('B3: believes what Stripe says now and not what an old event says, in whatever order they come', async () => {
    const subscription = app.stripe.account.subscribe(customer);
    const before = structuredClone(subscription);
    app.stripe.account.change(subscription.id, { status: 'canceled' });
    const ids = [eventId(), eventId(), eventId()];
    await app.deliver('customer.subscription.deleted', subscription, { id: ids[0] });
    await other.deliver('customer.subscription.updated', before, { id: ids[1] });
    await app.deliver('customer.subscription.created', before, { id: ids[2], created: 1 });
    for (const id of ids) expect(await settled(id)).toMatchObject({ status: 'processed' });
    expect(await status()).toMatchObject({ plan: 'free', status: 'canceled', features: ['turns'] });
  });

  it('B10: takes the deletion of a subscription as final, even while Stripe still shows it as it was', async () => {
    const subscription = app.stripe.account.subscribe(customer);
    const ids = [eventId(), eventId()];
    await app.deliver('customer.subscription.deleted', subscription, { id: ids[0] });
    await settled(ids[0]!);
    await app.deliver('customer.subscription.updated', subscription, { id: ids[1] });
    await settled(ids[1]!);
    expect(await status()).toMatchObject({ plan: 'free', status: 'canceled' });
  });

  it('B10: shows every status that one subscription goes through', async () => {
    const subscription = app.stripe.account.subscribe(customer);
    const granting = ['active', 'trialing'];
    const others = ['canceled', 'unpaid', 'paused', 'incomplete', 'incomplete_expired', 'hibernating', 'past_due'];
    for (const each of [...granting, ...others]) {
      app.stripe.account.change(subscription.id, { status: each });
      await app.deliver('customer.subscription.updated', subscription);
      await until(async () => (await status()).status === each, 2000);
      expect((await status()).plan).toBe(granting.includes(each) ? 'pro' : 'free');
    }
  });

  it('gives a subscription of a customer that was made elsewhere to the user whom the checkout names', async () => {
    const buyer = await app.createUser();
    const subscription = app.stripe.account.subscribe(`cus_elsewhere_${buyer}`);
    const session = { object: 'checkout.session', customer: subscription.customer, subscription: subscription.id };
    await app.deliver('customer.subscription.created', subscription);
    await app.deliver('checkout.session.completed', { ...session, client_reference_id: buyer });
    const statusOfBuyer = async () => (await app.call('GET', '/billing/status', buyer)).body;
    await until(async () => (await statusOfBuyer()).plan === 'pro', 2000);
    app.stripe.account.change(subscription.id, { status: 'past_due' });
    await app.deliver('customer.subscription.updated', subscription);
    await until(async () => (await statusOfBuyer()).status === 'past_due', 2000);
    expect((await app.call('POST', '/billing/portal', buyer, {})).status).toBe(201);
  });

  it('gives nobody a subscription that belongs to another’s customer, whomever the checkout names', async () => {
    const stranger = await app.createUser();
    const subscription = app.stripe.account.subscribe(customer);
    const session = { object: 'checkout.session', customer, subscription: subscription.id };
    await app.deliver('checkout.session.completed', { ...session, client_reference_id: stranger });
    await until(async () => (await status()).plan === 'pro');
    expect((await app.call('GET', '/billing/status', stranger)).body).toMatchObject({ plan: 'free', status: 'none' });
  });

  it('B10: reads a sparse subscription in the shape of an old API version', async () => {
    const end = Math.floor(Date.now() / 1000) + 1000;
    const facts = { customer: { id: customer, object: 'customer' }, items: undefined, metadata: undefined };
    const old = { plan: { id: 'price_pro' }, current_period_end: end, created: undefined };
    const subscription = app.stripe.account.subscribe(customer, { ...facts, ...old });
    await app.deliver('customer.subscription.created', { id: subscription.id, object: 'subscription' });
    await until(async () => (await status()).plan === 'pro', 2000);
    expect((await status()).currentPeriodEnd).toBe(new Date(end * 1000).toISOString());
  });

  it('B3: stores an event once, however often and wherever it arrives', async () => {
    const id = eventId();
    const subscription = app.stripe.account.subscribe(customer);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, each) =>
        (each % 2 ? app : other).deliver('customer.subscription.created', subscription, { id }),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    expect(await settled(id)).toMatchObject({ status: 'processed', attempts: 1 });
    expect(await app.sql.query('SELECT status FROM subscriptions WHERE user_id = $1', [user])).toEqual([
      { status: 'active' },
    ]);
  });

  it('B1: refuses a bad, missing, old or future signature and writes nothing', async () => {
    const before = await countEvents();
    const header = (secret: string, skew: number) => signatureOf('{}', secret, Date.now() + skew * 1000);
    for (const signature of [
      header('whsec_stranger', 0),
      '',
      header(WEBHOOK_SECRET, -301),
      header(WEBHOOK_SECRET, 301),
    ]) {
      expect(await app.deliver('invoice.paid', {}, {}, signature)).toMatchObject({
        status: 400,
        body: { code: 'invalid_signature' },
      });
    }
    expect(await app.deliver('invoice.paid', {}, { livemode: true })).toMatchObject({ status: 400 });
    expect(await countEvents()).toBe(before);
  });

  it('B6: stores unknown types, statuses and customers, and none of them does harm', async () => {
    const ids = [eventId(), eventId(), eventId()];
    expect((await app.deliver('dreams.came_true', { id: 'dream_1' }, { id: ids[0] })).status).toBe(200);
    const stranger = app.stripe.account.subscribe('cus_nobody');
    expect((await app.deliver('customer.subscription.created', stranger, { id: ids[1] })).status).toBe(200);
    const odd = app.stripe.account.subscribe(customer, { status: 'hibernating' });
    expect((await app.deliver('customer.subscription.created', odd, { id: ids[2] })).status).toBe(200);
    expect(await settled(ids[0]!)).toMatchObject({ status: 'ignored' });
    expect(await settled(ids[1]!)).toMatchObject({ status: 'processed' });
    expect(await settled(ids[2]!)).toMatchObject({ status: 'processed' });
    expect(await status()).toMatchObject({ plan: 'free', status: 'hibernating' });
  });

  it('stores text that Postgres could not, changed as little as possible', async () => {
    const id = eventId();
    expect((await app.deliver('dreams.came_true', { id: 'dream_2', name: 'a\0b\ud800c' }, { id })).status).toBe(200);
    expect((await eventRow(id)).payload.data.object.name).toBe('a\ufffdb\ufffdc');
  });

  it('takes bodies of almost 1 MB', async () => {
    expect((await app.deliver('dreams.came_true', { id: 'dream_3', text: 'x'.repeat(900_000) })).status).toBe(200);
  });

  it('reads a renewal from the invoice, in the shape of either API version', async () => {
    const subscription = app.stripe.account.subscribe(customer, { status: 'past_due' });
    await app.deliver('customer.subscription.created', subscription);
    await until(async () => (await status()).status === 'past_due');
    app.stripe.account.change(subscription.id, { status: 'active' });
    await app.deliver('invoice.paid', {
      object: 'invoice',
      customer,
      parent: { subscription_details: { subscription: subscription.id } },
    });
    await until(async () => (await status()).status === 'active');
    app.stripe.account.change(subscription.id, { status: 'past_due' });
    await app.deliver('invoice.payment_failed', { object: 'invoice', customer, subscription: subscription.id });
    await until(async () => (await status()).plan === 'free');
  });

  it('B4: lets the live subscription count, and without one the newest', async () => {
    const old = app.stripe.account.subscribe(customer, { created: 1000, status: 'active' });
    const newer = app.stripe.account.subscribe(customer, { created: 2000, status: 'canceled', priceId: 'price_team' });
    await app.deliver('customer.subscription.created', old);
    const id = eventId();
    await app.deliver('customer.subscription.created', newer, { id });
    await settled(id);
    expect(await until(async () => (await status()).plan === 'pro' && status())).toMatchObject({ status: 'active' });
    app.stripe.account.change(old.id, { status: 'unpaid' });
    await app.deliver('customer.subscription.updated', old);
    await until(async () => (await status()).status === 'canceled');
  });

  it('B9: keeps the older of two live subscriptions and cancels the newer', async () => {
    const newer = app.stripe.account.subscribe(customer, { created: 2000, priceId: 'price_team' });
    const older = app.stripe.account.subscribe(customer, { created: 1000 });
    const ids = [eventId(), eventId()];
    await app.deliver('customer.subscription.created', newer, { id: ids[0] });
    await settled(ids[0]!);
    await app.deliver('customer.subscription.created', older, { id: ids[1] });
    expect(await settled(ids[1]!)).toMatchObject({ status: 'processed', error: null });
    expect(app.stripe.account.find(newer.id).status).toBe('canceled');
    expect(await status()).toMatchObject({ plan: 'pro', status: 'active' });
  });

  it('B3: does nothing by halves: what a failed reaction wrote is undone, and it is tried again', async () => {
    const id = eventId();
    Diary.fails = true;
    await app.deliver('invoice.finalized', { object: 'invoice' }, { id });
    await until(async () => (await eventRow(id)).attempts >= 1);
    const pages = () =>
      app.sql.query(`SELECT 1 FROM audit_events WHERE action = 'diary' AND details->>'event' = $1`, [id]);
    expect(await pages()).toEqual([]);
    expect(await eventRow(id)).toMatchObject({ status: 'pending', error: 'Error: The diary is closed' });
    Diary.fails = false;
    expect(await settled(id)).toMatchObject({ status: 'processed', error: null });
    expect(await pages()).toHaveLength(1);
  });

  it('B5: gives up after eight tries, and says so', async () => {
    const id = eventId();
    Diary.fails = true;
    await app.deliver('invoice.finalized', { object: 'invoice' }, { id });
    await until(async () => {
      await app.sql.query(`UPDATE stripe_events SET next_attempt_at = now() WHERE id = $1 AND status = 'pending'`, [
        id,
      ]);
      return (await eventRow(id)).status === 'dead';
    }, 15_000);
    expect(await eventRow(id)).toMatchObject({ attempts: 8, error: 'Error: The diary is closed' });
  }, 20_000);

  it('B2: says 503 when the event cannot be stored, so that Stripe sends it again', async () => {
    await app.sql.query('ALTER TABLE stripe_events RENAME TO stripe_events_away');
    try {
      expect((await app.deliver('dreams.came_true', { id: 'dream_4' })).status).toBeGreaterThanOrEqual(500);
    } finally {
      await app.sql.query('ALTER TABLE stripe_events_away RENAME TO stripe_events');
    }
  });

  it('B5: waits out an outage of Stripe', async () => {
    const id = eventId();
    const subscription = app.stripe.account.subscribe(customer);
    app.stripe.breakWith({ status: 404, body: { message: 'not here' } });
    await app.deliver('customer.subscription.created', subscription, { id });
    await until(async () => (await eventRow(id)).attempts >= 1);
    expect((await status()).plan).toBe('free');
    app.stripe.heal();
    await until(async () => (await status()).plan === 'pro');
  });

  it('is counted without trusting what it counts', async () => {
    await app.deliver('dreams.came_true', { id: 'dream_5' });
    await app.deliver('invoice.paid', {}, {}, 't=1,v1=00');
    const { text } = await app.call('GET', '/metrics');
    expect(text).toMatch(/turnpike_webhook_events_total\{type="none",outcome="invalid_signature"\} [1-9]/);
    expect(text).toMatch(/turnpike_webhook_events_total\{type="other",outcome="ignored"\} [1-9]/);
    expect(text).toMatch(
      /turnpike_webhook_events_total\{type="customer.subscription.created",outcome="processed"\} [1-9]/,
    );
    expect(text).toMatch(/turnpike_subscriptions\{plan="pro",status="active"\} [1-9]/);
    expect(text).not.toContain('dreams');
  });
});
