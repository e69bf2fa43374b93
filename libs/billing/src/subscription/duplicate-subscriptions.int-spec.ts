import { billingApp, InboxView, until, type BillingApp } from '../testing/index.js';

const DAY = 86_400;

describe('B9: a second live subscription', () => {
  let app: BillingApp;
  let inbox: InboxView;
  beforeAll(async () => {
    app = await billingApp();
    inbox = new InboxView(app);
  });
  afterAll(() => app.close());
  afterEach(() => {
    app.stripe.meanwhile = undefined;
  });

  /** Two that are paid for; the newer is so many days old, of 30. */
  async function buyTwice(days: number, on = app) {
    const { user, customer } = await new InboxView(on).buyer();
    const { account } = on.stripe;
    const now = Math.floor(Date.now() / 1000);
    const older = account.subscribe(customer, { created: now - 90 * DAY });
    const invoice = account.invoice(customer, { number: 'B-2' }).id;
    const start = now - days * DAY - 60;
    const facts = { created: start, start, end: start + 30 * DAY, latest_invoice: invoice, priceId: 'price_team' };
    const newer = account.subscribe(customer, facts);
    const payment = { type: 'payment_intent', payment_intent: `pi_${invoice}` };
    account.put('inpay', { object: 'invoice_payment', invoice, status: 'paid', amount_paid: 3000, payment });
    await on.deliver('customer.subscription.created', older);
    const id = `evt_${crypto.randomUUID()}`;
    await on.deliver('customer.subscription.created', newer, { id });
    return { user, customer, older, newer, id, intent: payment.payment_intent };
  }
  const refundsOf = (intent: string, on = app) => {
    const all: unknown[] = [];
    for (let at = 1; at < 200; at++) {
      const refund = on.stripe.account.find(`re_${at}`);
      if (refund?.payment_intent === intent) all.push(refund);
    }
    return all;
  };

  it('B9: the older stays, the newer is cancelled, the unused days are paid back, and somebody is told', async () => {
    const { user, older, newer, id, intent } = await buyTwice(10);
    expect(await inbox.settled(id)).toMatchObject({ status: 'processed', error: null });
    expect(app.stripe.account.find(older.id).status).toBe('active');
    expect(app.stripe.account.find(newer.id).status).toBe('canceled');
    expect(await inbox.planOf(user)).toBe('pro');
    expect(refundsOf(intent)).toMatchObject([{ amount: '2000', reason: 'duplicate' }]);
    const { text } = await app.call('GET', '/metrics');
    expect(text).toMatch(/turnpike_duplicate_subscriptions_total\{refund="refunded"\} 1/);
  });

  it('B9: neither a refund nor a cancellation that fails is forgotten, and money goes back once', async () => {
    const refusals: Record<string, number> = { 'POST /v1/refunds': 2, 'DELETE /v1/subscriptions': 2 };
    app.stripe.meanwhile = (call) => {
      const step = Object.keys(refusals).find((each) => call.startsWith(each));
      if (step && refusals[step]!-- > 0) return { status: 500, body: { error: { type: 'api_error' } } };
    };
    const { newer, id, intent } = await buyTwice(0);
    await until(async () => {
      await inbox.hurry(id);
      return app.stripe.account.find(newer.id).status === 'canceled';
    }, 10_000);
    await inbox.settled(id);
    expect(refundsOf(intent)).toMatchObject([{ amount: '3000' }]);
  });

  it('B9: with the policy `none` the newer is cancelled and nothing is paid back', async () => {
    const strict = await billingApp({ yaml: { billing: { duplicate_refund: 'none' } } });
    try {
      const { newer, id, intent } = await buyTwice(3, strict);
      await new InboxView(strict).settled(id);
      expect(strict.stripe.account.find(newer.id).status).toBe('canceled');
      expect(refundsOf(intent, strict)).toEqual([]);
    } finally {
      await strict.close();
    }
  });
});
