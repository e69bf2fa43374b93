import { AccountEnding } from '@app/auth';
import {
  auditOf,
  billingApp,
  statusOf,
  subscriber,
  until,
  type BillingApp,
  type Subscriber,
} from '../testing/index.js';

describe('B11: An account that is about to be deleted', () => {
  let app: BillingApp;
  let who: Subscriber;

  beforeAll(async () => {
    app = await billingApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    who = await subscriber(app);
    app.stripe.calls.length = 0;
  });
  afterEach(() => app.stripe.heal());

  const end = (user = who.user) => app.nest.get(AccountEnding).beforeUserIsDeleted(user);
  const deleteUser = () => app.sql.query('DELETE FROM users WHERE id = $1', [who.user]);
  const atStripe = () => app.stripe.account.find(who.subscription.id);
  const rowsOf = (table: string) => app.sql.query<unknown[]>(`SELECT FROM ${table} WHERE user_id = $1`, [who.user]);

  it('has its subscription cancelled at Stripe first, now and without proration', async () => {
    await end();
    expect(atStripe()).toMatchObject({ status: 'canceled', cancelledWith: { prorate: 'false', invoice_now: 'false' } });
    expect(await statusOf(app, who.user)).toMatchObject({
      plan: 'free',
      status: 'canceled',
    });
    await deleteUser();
    for (const table of ['subscriptions', 'billing_customers']) expect(await rowsOf(table)).toEqual([]);
    expect(await auditOf(app, who.user)).toContain('billing.account_ended');
  });

  it('has those cancelled too that nobody here knows of, and leaves those of others alone', async () => {
    const stranger = await subscriber(app);
    const second = app.stripe.account.subscribe(who.customer, { status: 'past_due' });
    await end();
    expect(second.status).toBe('canceled');
    expect(stranger.subscription.status).toBe('active');
  });

  it.each([
    ['answers with 500', { status: 500 }] as const,
    ['hangs up', 'reset'] as const,
    ['never answers', 'hang'] as const,
  ])(
    'stays when Stripe %s, and can be deleted later',
    async (_, fault) => {
      app.stripe.breakWith(fault);
      await expect(end()).rejects.toMatchObject({ code: 'billing_unavailable' });
      app.stripe.heal();
      expect(atStripe().status).toBe('active');
      expect(await statusOf(app, who.user)).toMatchObject({ plan: 'pro' });
    },
    15_000,
  );

  it('can be ended again after Stripe was away', async () => {
    app.stripe.breakWith({ status: 500 });
    await expect(end()).rejects.toMatchObject({ code: 'billing_unavailable' });
    app.stripe.heal();
    await end();
    expect(atStripe().status).toBe('canceled');
  });

  it('has its open checkout page closed, and gets no new one before it is gone', async () => {
    const user = await app.createUser();
    const { body } = await app.call('POST', '/billing/checkout', user, { plan: 'pro' });
    await end(user);
    expect(app.stripe.account.find((body.url as string).split('/').at(-1)!).status).toBe('expired');
    const late = await app.call('POST', '/billing/checkout', user, { plan: 'pro' });
    expect(late).toMatchObject({ status: 503, body: { code: 'billing_unavailable' } });
  }, 15_000);

  it('that never bought anything asks nothing of Stripe', async () => {
    await end(await app.createUser());
    expect(app.stripe.calls).toEqual([]);
  });

  it('leaves nothing of a person in the events that Stripe sent, and what comes later harms nobody', async () => {
    const email = 'person@example.com';
    await app.deliver('customer.updated', { id: who.customer, object: 'customer', email });
    await end();
    await deleteUser();
    const [{ payload }] = await app.sql.query('SELECT payload FROM stripe_events WHERE subject = $1', [who.customer]);
    expect(JSON.stringify(payload)).not.toContain(email);
    expect(payload.data.object).toEqual({ id: who.customer, object: 'customer', customer: who.customer });
    await app.deliver('customer.subscription.deleted', atStripe(), { id: 'evt_late' });
    await until(async () => {
      const rows = await app.sql.query(`SELECT FROM stripe_events WHERE id = 'evt_late' AND status = 'processed'`);
      return rows.length === 1;
    });
    expect(await rowsOf('subscriptions')).toEqual([]);
  });
});

describe('A customer that was deleted at Stripe', () => {
  let app: BillingApp;
  let who: Subscriber;

  beforeAll(async () => {
    app = await billingApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    who = await subscriber(app);
  });

  const status = () => statusOf(app, who.user);
  const deliver = (type: string, object: object, id: string) => app.deliver(type, object, { id });
  const done = (id: string) =>
    until(async () => {
      const rows = await app.sql.query(`SELECT FROM stripe_events WHERE id = $1 AND status = 'processed'`, [id]);
      return rows.length === 1;
    });
  const linkOf = async () => {
    const [row] = await app.sql.query('SELECT stripe_customer_id AS id FROM billing_customers WHERE user_id = $1', [
      who.user,
    ]);
    return row.id as string | null;
  };

  it('is ours no longer, and its subscriptions have ended, in whichever order Stripe says so', async () => {
    app.stripe.account.remove(who.customer);
    await deliver('customer.deleted', { id: who.customer, object: 'customer' }, `evt_c_${who.customer}`);
    await done(`evt_c_${who.customer}`);
    expect(await linkOf()).toBeNull();
    expect(await status()).toMatchObject({ plan: 'free', status: 'canceled' });
    expect(await auditOf(app, who.user)).toContain('billing.customer_deleted');
    await deliver('customer.subscription.deleted', who.subscription, `evt_s_${who.customer}`);
    await done(`evt_s_${who.customer}`);
    expect(await linkOf()).toBeNull();
    expect(await status()).toMatchObject({ plan: 'free', status: 'canceled' });
    expect((await app.call('POST', '/billing/portal', who.user, {})).body).toMatchObject({ code: 'no_customer' });
  });

  it('is replaced by another with the next checkout', async () => {
    app.stripe.account.remove(who.customer);
    await deliver('customer.deleted', { id: who.customer, object: 'customer' }, `evt_c_${who.customer}`);
    await done(`evt_c_${who.customer}`);
    const again = await subscriber(app, { plan: 'pro' }, who.user);
    expect(again.customer).not.toBe(who.customer);
    expect(await status()).toMatchObject({ plan: 'pro', status: 'active' });
  });

  it('stays ours when the event is not true', async () => {
    app.stripe.account.know({ id: who.customer, object: 'customer' });
    await deliver('customer.deleted', { id: who.customer, object: 'customer' }, `evt_c_${who.customer}`);
    await done(`evt_c_${who.customer}`);
    expect(await linkOf()).toBe(who.customer);
    expect(await status()).toMatchObject({ plan: 'pro', status: 'active' });
  });
});
