import { fairTimeOf } from '@app/platform/testing';
import { auditOf, billingApp, until, type BillingApp } from '../testing/index.js';

describe('POST /billing/checkout', () => {
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
    app.stripe.calls.length = 0;
  });

  const checkout = (plan = 'pro', on = app) => on.call('POST', '/billing/checkout', user, { plan });
  const sessionIn = ({ body }: { body: { url: string } }) => body.url.split('/').at(-1)!;

  it('opens a page for the plan’s price and sends the buyer back to us', async () => {
    const answer = await checkout();
    expect(answer.status).toBe(201);
    expect(app.stripe.account.find(sessionIn(answer))).toMatchObject({
      mode: 'subscription',
      client_reference_id: user,
      line_items: { 0: { price: 'price_pro', quantity: '1' } },
      success_url: 'http://localhost:8000/billing?checkout_session={CHECKOUT_SESSION_ID}',
      cancel_url: 'http://localhost:8000/billing?checkout=cancelled',
      metadata: { user_id: user, plan: 'pro' },
    });
  });

  it('gives the open page again instead of a second one', async () => {
    const [first, second] = [await checkout(), await checkout()];
    expect(second.body.url).toBe(first.body.url);
    expect(app.stripe.countOf('POST /v1/checkout/sessions')).toBe(1);
    expect(app.stripe.countOf('POST /v1/customers')).toBe(1);
    // L4: both are written down.
    expect(await auditOf(app, user)).toEqual(['billing.checkout_created', 'billing.checkout_reused']);
  });

  it('gives everybody who races on two instances the same page, for one customer', async () => {
    const onBoth = <T>(ask: (on: BillingApp) => Promise<T>) =>
      Promise.all(Array.from({ length: 20 }, (_, each) => ask(each % 2 ? app : other)));
    const look = () => onBoth((on) => on.call('GET', '/billing/status', user));
    // Connections are there already, and Stripe holds its answer until everybody has had a chance to be second.
    await look();
    app.stripe.hold();
    const racing = onBoth((on) => checkout('pro', on));
    await until(async () => app.stripe.calls.length > 0);
    for (let round = 0; round < 3; round++) await look();
    app.stripe.release();
    const answers = await racing;
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ body }) => body.url)).size).toBe(1);
    expect(app.stripe.countOf('POST /v1/customers')).toBe(1);
    expect(app.stripe.countOf('POST /v1/checkout/sessions')).toBe(1);
  });

  it('keeps nobody waiting for longer than 8 s while Stripe keeps another’s request', async () => {
    app.stripe.hold();
    const first = checkout();
    await until(async () => app.stripe.calls.length > 0);
    const second = await checkout('pro', other);
    app.stripe.release();
    expect(second).toMatchObject({ status: 503, body: { code: 'billing_unavailable' } });
    expect(second.headers['retry-after']).toBe('5');
    expect((await first).status).toBe(201);
  }, 15_000);

  it('opens a new page when the earlier one has expired', async () => {
    const first = await checkout();
    app.stripe.account.change(sessionIn(first), { status: 'expired', url: null });
    const second = await checkout();
    expect(second.status).toBe(201);
    expect(second.body.url).not.toBe(first.body.url);
  });

  it('makes a new customer in the place of one that was deleted at Stripe', async () => {
    app.stripe.account.change(sessionIn(await checkout()), { status: 'expired', url: null });
    const gone = app.stripe.account.last('cus').id;
    app.stripe.account.remove(gone);
    expect(await app.call('POST', '/billing/portal', user, {})).toMatchObject({
      status: 409,
      body: { code: 'no_customer' },
    });
    expect((await app.call('GET', '/billing/invoices', user)).body).toMatchObject({ invoices: [] });
    const again = await checkout();
    expect(again.status).toBe(201);
    expect(app.stripe.account.find(sessionIn(again)).customer).not.toBe(gone);
    expect((await app.call('POST', '/billing/portal', user, {})).status).toBe(201);
  });

  it('closes the page of another plan, so that only one can be paid', async () => {
    const first = await checkout('pro');
    await checkout('team');
    expect(app.stripe.account.find(sessionIn(first)).status).toBe('expired');
  });

  it('refuses who has a live subscription, even while its webhook is still on the way', async () => {
    app.stripe.account.pay(sessionIn(await checkout()));
    const again = await checkout();
    expect(again).toMatchObject({ status: 409, body: { code: 'already_subscribed' } });
    expect((await app.call('GET', '/billing/status', user)).body).toMatchObject({ plan: 'pro', status: 'active' });
  });

  it('sells again to who had a subscription whose end we were not told of', async () => {
    const session = sessionIn(await checkout());
    const { id } = app.stripe.account.pay(session, { start: 1_700_000_000, end: 1_700_086_400 });
    await app.call('GET', `/billing/status?checkout_session=${session}`, user);
    expect((await checkout()).status).toBe(409);
    app.stripe.account.change(id, { status: 'canceled' });
    expect((await checkout()).status).toBe(201);
  });

  it('B8: opens the same page again when the first answer was lost on its way to us', async () => {
    const first = await checkout();
    // What a crash leaves behind: Stripe has made the page, and nobody here has noted it.
    await app.sql.query('UPDATE billing_customers SET checkout_session_id = NULL WHERE user_id = $1', [user]);
    expect((await checkout()).body.url).toBe(first.body.url);
  });

  it('B8: opens a page of its own for everybody, whatever else is the same', async () => {
    const first = await checkout();
    user = await app.createUser();
    const second = await checkout();
    expect(second.status).toBe(201);
    expect(second.body.url).not.toBe(first.body.url);
  });

  it('B8: refuses whose page was paid in the moment in which it was to be closed', async () => {
    const session = sessionIn(await checkout('pro'));
    app.stripe.meanwhile = (call) => {
      if (call.endsWith('/expire')) app.stripe.account.pay(session);
    };
    const answer = await checkout('team');
    app.stripe.meanwhile = undefined;
    expect(answer).toMatchObject({ status: 409, body: { code: 'already_subscribed' } });
    expect((await app.call('GET', '/billing/status', user)).body).toMatchObject({ plan: 'pro' });
  });

  it('B8: is open to the next after a process died with the lock', async () => {
    await checkout();
    await app.sql.query(
      `UPDATE billing_customers SET locked_by = gen_random_uuid(), locked_until = now() + interval '300 ms' WHERE user_id = $1`,
      [user],
    );
    expect((await checkout()).status).toBe(201);
  });

  it('sells no plan that does not exist or has no price', async () => {
    for (const plan of ['gold', 'free', 'constructor', '__proto__']) {
      expect(await checkout(plan)).toMatchObject({ status: 400, body: { code: 'unknown_plan' } });
    }
    expect(app.stripe.calls).toEqual([]);
  });

  it('wants an actor', async () => {
    expect((await app.call('POST', '/billing/checkout', undefined, { plan: 'pro' })).status).toBe(401);
  });

  describe('while Stripe is away', () => {
    afterEach(() => app.stripe.heal());

    it.each([
      ['answers with 500', { status: 500 }],
      ['answers with a page that is not its own', { status: 404, body: { message: 'not here' } }],
      ['hangs up', 'reset'],
      ['never answers', 'hang'],
    ] as const)(
      'says 503 within 10 s when it %s',
      async (_, fault) => {
        app.stripe.breakWith(fault);
        const tookMs = await fairTimeOf(async () => {
          const answer = await checkout();
          expect(answer).toMatchObject({ status: 503, body: { code: 'billing_unavailable' } });
          expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        });
        expect(tookMs).toBeLessThan(10_000);
      },
      15_000,
    );

    it('goes on as soon as it is back', async () => {
      app.stripe.breakWith({ status: 500 });
      await checkout();
      app.stripe.heal();
      expect((await checkout()).status).toBe(201);
    });

    it('keeps no connection of the database waiting', async () => {
      app.stripe.hold();
      const users = await Promise.all(Array.from({ length: 15 }, () => app.createUser()));
      const waiting = users.map((each) => app.call('POST', '/billing/checkout', each, { plan: 'pro' }));
      expect((await app.call('GET', '/billing/status', user)).status).toBe(200);
      app.stripe.release();
      expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array(15).fill(201));
    });
  });
});
