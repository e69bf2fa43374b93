import { billingApp, InboxView, until, type BillingApp } from '../testing/index.js';
import { Reconciler } from './reconciler.service.js';

const HOUR = 3600;
const ago = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;

describe('B7: reconciliation', () => {
  let app: BillingApp;
  let inbox: InboxView;
  beforeEach(async () => {
    app = await billingApp();
    inbox = new InboxView(app);
  });
  afterEach(() => app.close());

  const reconcile = (dryRun = false, from = app) => from.nest.get(Reconciler).run({ dryRun });
  const kinds = async (dryRun = false) =>
    (await reconcile(dryRun))!.drift.map(({ kind, repaired }) => `${kind}${repaired ? ' repaired' : ''}`).sort();
  const rows = () =>
    app.sql.query('SELECT stripe_subscription_id, status, plan FROM subscriptions ORDER BY stripe_subscription_id');
  const subscribed = async () => {
    const buyer = await inbox.buyer();
    const subscription = app.stripe.account.subscribe(buyer.customer);
    register(buyer.customer);
    await app.deliver('customer.subscription.created', subscription);
    await until(async () => (await inbox.planOf(buyer.user)) === 'pro');
    return { ...buyer, subscription };
  };
  /** The customer is one that Stripe knows too. */
  const register = (id: string, metadata: object = {}) => app.stripe.account.know({ id, object: 'customer', metadata });

  it('B7: finds nothing where nothing differs', async () => {
    await subscribed();
    expect(await kinds()).toEqual([]);
    expect(await reconcile()).toMatchObject({ looked: { subscriptions: 1, ours: 1 }, resumed: false });
  });

  it('B7: lets in who paid and was locked out', async () => {
    const { user, customer } = await inbox.buyer();
    register(customer);
    app.stripe.account.subscribe(customer);
    expect(await inbox.planOf(user)).toBe('free');
    expect(await kinds()).toEqual(['paid_but_locked repaired']);
    expect(await inbox.planOf(user)).toBe('pro');
    expect(await kinds()).toEqual([]);
  });

  it('B7: closes what nobody pays for any more', async () => {
    const { user, subscription } = await subscribed();
    app.stripe.account.change(subscription.id, { status: 'unpaid' });
    expect(await kinds()).toEqual(['free_but_open repaired']);
    expect(await inbox.planOf(user)).toBe('free');
  });

  it('B7: closes subscriptions and forgets customers that Stripe does not know', async () => {
    const { user, customer, subscription } = await subscribed();
    app.stripe.account.lose(subscription.id);
    app.stripe.account.remove(customer);
    expect(await kinds()).toEqual(['customer_unknown_at_stripe repaired', 'subscription_unknown_at_stripe repaired']);
    expect(await inbox.planOf(user)).toBe('free');
    expect(await kinds()).toEqual([]);
  });

  it('B7: finds the user of a customer that only Stripe knows, and leaves other people’s customers alone', async () => {
    const user = await app.createUser();
    register('cus_lost', { user_id: user, application: 'http://localhost:8000' });
    register('cus_of_another_program', { user_id: user, application: 'https://elsewhere.example.com' });
    register('cus_without_words');
    expect(await kinds()).toEqual(['customer_unknown_here repaired']);
    const [row] = await app.sql.query('SELECT stripe_customer_id FROM billing_customers WHERE user_id = $1', [user]);
    expect(row).toEqual({ stripe_customer_id: 'cus_lost' });
  });

  it('B7: reports a subscription to our plans whose customer nobody here knows, and no other', async () => {
    app.stripe.account.subscribe('cus_nobody');
    app.stripe.account.subscribe('cus_of_another_product', { priceId: 'price_of_something_else' });
    expect(await kinds()).toEqual(['subscription_unknown_here']);
    const { text } = await app.call('GET', '/metrics');
    expect(text).toContain('turnpike_billing_drift{kind="subscription_unknown_here"} 1');
    expect(text).toContain('turnpike_billing_drift{kind="paid_but_locked"} 0');
  });

  it('B7: takes in events that were missed, and lets them have their effect', async () => {
    const { user, customer } = await inbox.buyer();
    register(customer);
    const subscription = app.stripe.account.subscribe(customer);
    const event = (type: string, created: number) =>
      app.stripe.account.put('evt', {
        object: 'event',
        type,
        created,
        livemode: false,
        data: { object: { ...subscription } },
      }).id;
    const missed = event('customer.subscription.created', ago(2 * HOUR));
    const young = event('customer.subscription.updated', ago(5));
    const uninteresting = event('dreams.came_true', ago(2 * HOUR));
    const ancient = event('customer.subscription.updated', ago(200 * HOUR));
    expect(await kinds()).toContain('missed_event repaired');
    expect(await inbox.settled(missed)).toMatchObject({ status: 'processed' });
    for (const id of [young, uninteresting, ancient]) expect(await inbox.row(id)).toBeUndefined();
    expect(await inbox.planOf(user)).toBe('pro');
  });

  it('B7: a dry run says what differs and changes nothing, here or at Stripe', async () => {
    const locked = await inbox.buyer();
    app.stripe.account.subscribe(locked.customer);
    const open = await subscribed();
    app.stripe.account.change(open.subscription.id, { status: 'canceled' });
    app.stripe.account.put('evt', {
      object: 'event',
      type: 'customer.subscription.created',
      created: ago(HOUR),
      livemode: false,
      data: { object: open.subscription },
    });
    app.stripe.account.remove(locked.customer);
    const user = await app.createUser();
    register('cus_lost', { user_id: user, application: 'http://localhost:8000' });
    const everything = async () => [
      await rows(),
      await app.sql.query('SELECT * FROM billing_customers ORDER BY user_id'),
      await inbox.count(),
      await app.sql.query('SELECT * FROM billing_reconciliations'),
    ];
    const before = await everything();
    app.stripe.calls.length = 0;
    expect(await kinds(true)).toEqual(
      expect.arrayContaining(['customer_unknown_here', 'free_but_open', 'missed_event']),
    );
    expect(await everything()).toEqual(before);
    expect(app.stripe.calls.filter((call) => !call.startsWith('GET'))).toEqual([]);
  });

  it('B7: one at a time, over all instances', async () => {
    const other = await billingApp({ beside: app });
    try {
      app.stripe.hold();
      const first = reconcile();
      await until(async () => app.stripe.calls.length > 0);
      expect(await reconcile(false, other)).toBeNull();
      app.stripe.release();
      expect(await first).not.toBeNull();
      expect(await reconcile(false, other)).not.toBeNull();
    } finally {
      await other.close();
    }
  });

  it('B7: goes on where a run was cut off, and looks at nothing twice', async () => {
    const { customer } = await inbox.buyer();
    register(customer);
    for (let at = 0; at < 205; at++) app.stripe.account.subscribe('cus_of_another_product', { priceId: 'price_x' });
    let pages = 0;
    app.stripe.meanwhile = (call) =>
      call === 'GET /v1/subscriptions' && ++pages > 2 ? { status: 400, body: NO } : undefined;
    await expect(reconcile()).rejects.toThrow();
    app.stripe.meanwhile = undefined;
    const [row] = await app.sql.query('SELECT phase, cursor FROM billing_reconciliations');
    expect(row).toMatchObject({ phase: 'subscriptions', cursor: expect.stringMatching(/^sub_/) });
    expect(await reconcile()).toMatchObject({ resumed: true, looked: { events: 0, subscriptions: 5 } });
    expect(await reconcile()).toMatchObject({ resumed: false, looked: { subscriptions: 205 } });
  });

  it('B7: waits as long as Stripe asks it to, and asks no more than five times a second', async () => {
    const asked: number[] = [];
    let busy = 1;
    app.stripe.meanwhile = () => {
      asked.push(performance.now());
      if (busy-- > 0) return { status: 429, headers: { 'retry-after': '1' }, body: NO };
    };
    expect(await reconcile()).not.toBeNull();
    expect(asked[1]! - asked[0]!).toBeGreaterThan(900);
    for (let at = 2; at < asked.length; at++) expect(asked[at]! - asked[at - 1]!).toBeGreaterThan(150);
  });

  it('B7: runs at the start of the program, and repairs what was lost while it was down', async () => {
    const { user, customer } = await inbox.buyer();
    app.stripe.account.subscribe(customer);
    const other = await billingApp({ beside: app, reconciles: true });
    try {
      await until(async () => (await inbox.planOf(user)) === 'pro', 8000);
    } finally {
      await other.close();
    }
  });
});

const NO = { error: { type: 'invalid_request_error', message: 'no' } };
