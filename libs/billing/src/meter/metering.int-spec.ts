import { billingApp, subscriber, until, type BillingApp, type Subscriber } from '../testing/index.js';
import { Metering } from './metering.service.js';

const BILLING = { meter: { event_name: 'turns' } };

describe('Metering', () => {
  let app: BillingApp;
  let other: BillingApp;
  let who: Subscriber;

  beforeAll(async () => {
    app = await billingApp({ yaml: { billing: BILLING } });
    other = await billingApp({ beside: app, yaml: { billing: BILLING } });
  });
  afterAll(async () => {
    await other.close();
    await app.close();
  });
  beforeEach(async () => {
    who = await subscriber(app);
    app.stripe.account.metered.clear();
    app.stripe.calls.length = 0;
  });
  afterEach(() => {
    app.stripe.heal();
    app.stripe.meanwhile = undefined;
  });

  const report = (turnId: string, on = app, user = who.user) => on.nest.get(Metering).report(user, turnId);
  const metered = () => app.stripe.account.metered;
  const statusOf = async (turnId: string) => {
    const [row] = await app.sql.query('SELECT status FROM meter_reports WHERE turn_id = $1', [turnId]);
    return row?.status as string | undefined;
  };
  const sent = (turnId: string) => until(async () => (await statusOf(turnId)) === 'sent');
  /** Time passes for what waits. */
  const makeDue = (more = '') =>
    app.sql.query(`UPDATE meter_reports SET next_attempt_at = now() ${more} WHERE status = 'pending'`);
  const wakeWithAnother = async () => {
    const turn = crypto.randomUUID();
    await report(turn);
    return turn;
  };

  it('tells Stripe of a turn, under the turn’s own id, for the user’s customer', async () => {
    const turn = crypto.randomUUID();
    await report(turn);
    await sent(turn);
    expect(metered().get(turn)).toMatchObject({
      event_name: 'turns',
      identifier: turn,
      payload: { stripe_customer_id: who.customer, value: '1' },
    });
  });

  it('counts each of many turns once, however often and wherever they are reported', async () => {
    const turns = Array.from({ length: 120 }, () => crypto.randomUUID());
    await Promise.all([...turns, ...turns].map((turn, each) => report(turn, each % 2 ? app : other)));
    for (const turn of turns) await sent(turn);
    for (const turn of turns) await report(turn, other);
    expect([...metered().keys()].sort()).toEqual([...turns].sort());
    expect(app.stripe.countOf('POST /v1/billing/meter_events')).toBe(120);
  });

  it('counts once what Stripe had counted although its answer was lost', async () => {
    const turn = crypto.randomUUID();
    let isLost = false;
    app.stripe.meanwhile = (call) => {
      if (isLost || !call.endsWith('/meter_events')) return;
      isLost = true;
      metered().set(turn, { id: turn, object: 'billing.meter_event' });
      return { status: 500, body: { error: { type: 'api_error' } } };
    };
    await report(turn);
    await until(async () => isLost);
    await until(async () => {
      await makeDue();
      await wakeWithAnother();
      return (await statusOf(turn)) === 'sent';
    });
    expect([...metered().keys()].filter((id) => id === turn)).toHaveLength(1);
  });

  it('loses nothing while Stripe is away, nor when its process dies', async () => {
    app.stripe.breakWith({ status: 500 });
    const turn = crypto.randomUUID();
    await report(turn);
    await until(async () => app.stripe.countOf('POST /v1/billing/meter_events') > 0);
    expect(await statusOf(turn)).toBe('pending');
    app.stripe.heal();
    const dead = crypto.randomUUID();
    await app.sql.query(
      `INSERT INTO meter_reports (turn_id, stripe_customer_id, attempts, first_attempt_at) VALUES ($1, $2, 1, now())`,
      [dead, who.customer],
    );
    await until(async () => {
      await makeDue();
      await wakeWithAnother();
      return (await statusOf(turn)) === 'sent' && (await statusOf(dead)) === 'sent';
    }, 10_000);
  });

  it('rather gives a turn up than counts it twice, once Stripe may have forgotten its identifier', async () => {
    app.stripe.breakWith({ status: 500 });
    const turn = crypto.randomUUID();
    await app.sql.query(
      `INSERT INTO meter_reports (turn_id, stripe_customer_id, attempts, first_attempt_at) VALUES ($1, $2, 9, now() - interval '23 hours')`,
      [turn, who.customer],
    );
    await wakeWithAnother();
    await until(async () => (await statusOf(turn)) === 'dead', 10_000);
    app.stripe.heal();
    await makeDue();
    await sent(await wakeWithAnother());
    expect(metered().has(turn)).toBe(false);
  });

  it('counts nothing for who never bought anything', async () => {
    const turn = crypto.randomUUID();
    await report(turn, app, await app.createUser());
    expect(await statusOf(turn)).toBeUndefined();
  });

  it('does nothing at all where no meter is configured', async () => {
    const without = await billingApp({ beside: app });
    const turn = crypto.randomUUID();
    await report(turn, without);
    await without.close();
    expect(await statusOf(turn)).toBeUndefined();
  });
});
