import { fairTimeOf } from '@app/platform/testing';
import {
  auditOf,
  billingApp,
  statusOf,
  subscriber,
  until,
  type BillingApp,
  type Subscriber,
} from '../testing/index.js';
import { itemOf } from '../testing/pretend-changes.js';

const TERMS = { features: ['turns', 'long_turns'], quotas: { turns_per_day: 100 } };
const PLANS = {
  free: { features: ['turns'], quotas: { turns_per_day: 20 } },
  pro: { price: 'price_pro', prices: { yearly: 'price_pro_yearly' }, ...TERMS },
  team: { price: 'price_team', ...TERMS },
};

describe('A subscription', () => {
  let app: BillingApp;
  let other: BillingApp;
  let who: Subscriber;

  beforeAll(async () => {
    app = await billingApp({ yaml: { plans: PLANS } });
    other = await billingApp({ beside: app, yaml: { plans: PLANS } });
    app.stripe.account.setPrice('price_pro_yearly', 20_000, 'year');
    app.stripe.account.setPrice('price_team', 5000);
  });
  afterAll(async () => {
    await other.close();
    await app.close();
  });
  beforeEach(async () => {
    who = await subscriber(app);
    app.stripe.calls.length = 0;
  });
  afterEach(() => {
    app.stripe.heal();
    app.stripe.meanwhile = undefined;
    app.stripe.account.changes.cardDeclines = false;
  });

  const post = (path: string, payload?: object, on = app) => on.call('POST', `/billing/${path}`, who.user, payload);
  const change = (plan: string, price?: string, on = app) => post('change', { plan, ...(price ? { price } : {}) }, on);
  const status = () => statusOf(app, who.user);
  const priceNow = () => itemOf(who.subscription).price.id;
  const endNow = () => new Date(itemOf(who.subscription).current_period_end * 1000).toISOString();
  const upgrades = () => app.stripe.countOf(`POST /v1/subscriptions/${who.subscription.id}`);
  const invoices = async () => (await app.call('GET', '/billing/invoices', who.user)).body.invoices;

  describe('that is changed to a dearer plan', () => {
    it('has it at once, prorated and invoiced, and here only after Stripe has said so', async () => {
      expect(await change('team')).toMatchObject({ status: 200, body: { effective: 'now' } });
      expect(priceNow()).toBe('price_team');
      expect(await invoices()).toMatchObject([{ amount: 3000, status: 'paid' }]);
      expect(await status()).toMatchObject({ plan: 'team', pendingChange: null });
      expect(app.stripe.countOf('GET /v1/subscriptions')).toBeGreaterThan(1);
      expect(await auditOf(app, who.user)).toContain('billing.plan_changed');
    });

    it('stays as it is in every respect when the payment fails', async () => {
      app.stripe.account.changes.cardDeclines = true;
      expect(await change('team')).toMatchObject({ status: 402, body: { code: 'payment_failed' } });
      expect(priceNow()).toBe('price_pro');
      expect(await status()).toMatchObject({ plan: 'pro' });
      expect(await invoices()).toEqual([]);
      expect(await auditOf(app, who.user)).not.toContain('billing.plan_changed');
    });

    it('can be tried again at once with a better card, although Stripe repeats answers to a key it knows', async () => {
      app.stripe.account.changes.cardDeclines = true;
      await change('team');
      app.stripe.account.changes.cardDeclines = false;
      expect((await change('team')).status).toBe(200);
      expect(priceNow()).toBe('price_team');
    });

    it('is charged once when the answer is lost and the wish repeated', async () => {
      let isLost = false;
      app.stripe.meanwhile = (call) => {
        if (call !== `POST /v1/subscriptions/${who.subscription.id}` || isLost) return;
        isLost = true;
        return { status: 500, body: { error: { type: 'api_error' } } };
      };
      expect((await change('team')).status).toBe(200);
      expect(await change('team')).toMatchObject({ status: 200, body: { effective: 'now' } });
      expect(await invoices()).toHaveLength(1);
    });

    it('is changed once by everybody who races for it on two instances', async () => {
      const racing = Array.from({ length: 8 }, (_, each) => change('team', undefined, each % 2 ? app : other));
      expect((await Promise.all(racing)).map((answer) => answer.status)).toEqual(Array(8).fill(200));
      expect(upgrades()).toBe(1);
      expect(await invoices()).toHaveLength(1);
    });

    it('goes on although it was cancelled', async () => {
      await post('cancel');
      expect((await change('team')).status).toBe(200);
      expect(await status()).toMatchObject({ plan: 'team', cancelAtPeriodEnd: false });
    });
  });

  describe('that is changed to a cheaper plan', () => {
    beforeEach(async () => {
      await change('team');
      app.stripe.calls.length = 0;
    });

    it('has it when what is paid for is used up, and says so until then', async () => {
      expect(await change('pro')).toMatchObject({ status: 200, body: { effective: 'period_end', at: endNow() } });
      expect(priceNow()).toBe('price_team');
      expect(await status()).toMatchObject({ plan: 'team', pendingChange: { plan: 'pro', at: endNow() } });
      app.stripe.account.changes.startNextPhase(who.subscription.id);
      await post('resume');
      expect(await status()).toMatchObject({ plan: 'pro', pendingChange: null });
    });

    it('keeps its terms in the new phase, which prorates nothing', async () => {
      who.subscription.discounts = [{ discount: 'di_1', coupon: null, promotion_code: null }];
      await change('pro');
      const [now, next] = app.stripe.account.last('sub_sched').phases as Record<string, unknown>[];
      expect(now).toMatchObject({ items: [{ price: 'price_team', quantity: '1' }], discounts: [{ discount: 'di_1' }] });
      expect(next).toMatchObject({
        items: [{ price: 'price_pro', quantity: '1' }],
        discounts: [{ discount: 'di_1' }],
        proration_behavior: 'none',
        duration: { interval: 'month', interval_count: '1' },
        metadata: { plan: 'pro', user_id: who.user },
      });
      expect(app.stripe.account.last('sub_sched').end_behavior).toBe('release');
    });

    it('can be changed back, which undoes it', async () => {
      await change('pro');
      expect(await change('team')).toMatchObject({ status: 200, body: { effective: 'now' } });
      expect(who.subscription.schedule).toBeNull();
      expect(await status()).toMatchObject({ plan: 'team', pendingChange: null });
      expect(await invoices()).toHaveLength(1);
    });

    it('can be changed there and back as often as one likes within a minute', async () => {
      for (let round = 0; round < 2; round++) {
        expect((await change('pro')).body).toMatchObject({ effective: 'period_end' });
        expect((await change('team')).body).toMatchObject({ effective: 'now' });
      }
      expect((await change('pro')).body).toMatchObject({ effective: 'period_end' });
      expect(await status()).toMatchObject({ pendingChange: { plan: 'pro' } });
    });

    it('is what it was, the change to come included, when an upgrade cannot be paid', async () => {
      await change('pro');
      app.stripe.account.setPrice('price_pro_yearly', 200_000, 'year');
      app.stripe.account.changes.cardDeclines = true;
      expect((await change('pro', 'price_pro_yearly')).status).toBe(402);
      app.stripe.account.setPrice('price_pro_yearly', 20_000, 'year');
      const { phases, status: state } = app.stripe.account.find(who.subscription.schedule as string);
      expect({ phases, state }).toMatchObject({ phases: [{}, { items: [{ price: 'price_pro' }] }], state: 'active' });
      expect(await status()).toMatchObject({ plan: 'team', pendingChange: { plan: 'pro', at: endNow() } });
    });

    it('ends with its period when it is cancelled instead', async () => {
      await change('pro');
      expect(await post('cancel')).toMatchObject({
        status: 200,
        body: { plan: 'team', cancelAtPeriodEnd: true, pendingChange: null },
      });
    });

    it('stays as it is when that is undone', async () => {
      await change('pro');
      expect(await post('resume')).toMatchObject({ status: 200, body: { plan: 'team', pendingChange: null } });
      expect(who.subscription.schedule).toBeNull();
    });
  });

  it('is paid by the year at once, and by the month again when the year is over', async () => {
    expect((await change('pro', 'price_pro_yearly')).body).toMatchObject({ effective: 'now' });
    expect((await change('pro', 'price_pro')).body).toMatchObject({ effective: 'period_end' });
  });

  it('that is cancelled ends with its period, gives what is paid for until then, and can be resumed', async () => {
    for (let round = 0; round < 2; round++) {
      expect(await post('cancel')).toMatchObject({
        status: 200,
        body: { plan: 'pro', status: 'active', cancelAtPeriodEnd: true, currentPeriodEnd: endNow() },
      });
    }
    expect(upgrades()).toBe(1);
    expect(await post('resume')).toMatchObject({ status: 200, body: { plan: 'pro', cancelAtPeriodEnd: false } });
    expect(who.subscription).toMatchObject({ cancel_at_period_end: false, cancel_at: null });
    expect(await auditOf(app, who.user)).toEqual(
      expect.arrayContaining(['billing.subscription_cancelled', 'billing.subscription_resumed']),
    );
  });

  it('that was cancelled in the portal by a date can be resumed too', async () => {
    app.stripe.account.change(who.subscription.id, { cancel_at: itemOf(who.subscription).current_period_end });
    expect((await post('resume')).body).toMatchObject({ cancelAtPeriodEnd: false });
    expect(who.subscription.cancel_at).toBeNull();
  });

  it('that is not paid is not credited for it: it cannot be changed before', async () => {
    app.stripe.account.change(who.subscription.id, { status: 'past_due' });
    expect(await change('team')).toMatchObject({ status: 409, body: { code: 'payment_overdue' } });
    expect(priceNow()).toBe('price_pro');
  });

  it('that has ended, known here or not, cannot be changed', async () => {
    app.stripe.account.change(who.subscription.id, { status: 'canceled' });
    for (const path of ['cancel', 'resume'])
      expect(await post(path)).toMatchObject({ status: 409, body: { code: 'not_subscribed' } });
    expect(await change('team')).toMatchObject({ status: 409, body: { code: 'not_subscribed' } });
    expect(await status()).toMatchObject({ plan: 'free', status: 'canceled' });
  });

  it('of nobody cannot be changed, and nothing is asked of Stripe', async () => {
    who = { ...who, user: await app.createUser() };
    for (const [path, body] of [['change', { plan: 'team' }], ['cancel'], ['resume']] as const)
      expect(await post(path, body)).toMatchObject({ status: 409, body: { code: 'not_subscribed' } });
    expect(app.stripe.calls).toEqual([]);
  });

  it('is not changed to what is not sold, or not for that plan', async () => {
    for (const [plan, price] of [['gold'], ['free'], ['team', 'price_pro'], ['__proto__']] as const)
      expect(await change(plan, price)).toMatchObject({ status: 400, body: { code: 'unknown_plan' } });
  });

  it('that Stripe does not let be changed says so, whatever Stripe’s reason', async () => {
    app.stripe.meanwhile = (call) =>
      call.startsWith('POST /v1/subscriptions/')
        ? { status: 400, body: { error: { type: 'invalid_request_error', code: 'currency_mismatch', message: 'no' } } }
        : undefined;
    expect(await change('team')).toMatchObject({ status: 409, body: { code: 'change_refused' } });
    expect(await status()).toMatchObject({ plan: 'pro' });
  });

  it.each([['answers with 500', { status: 500 }] as const, ['never answers', 'hang'] as const])(
    'says within 10 s that a change is not confirmed when Stripe %s',
    async (_, fault) => {
      app.stripe.breakWith(fault);
      const tookMs = await fairTimeOf(async () => {
        const answer = await change('team');
        expect(answer).toMatchObject({ status: 503, body: { code: 'billing_unavailable' } });
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      });
      expect(tookMs).toBeLessThan(10_000);
      expect(await status()).toMatchObject({ plan: 'pro' });
    },
    15_000,
  );

  it('is changed for its owner only', async () => {
    for (const path of ['change', 'cancel', 'resume'])
      expect((await app.call('POST', `/billing/${path}`, undefined, { plan: 'team' })).status).toBe(401);
  });

  it('that gets a schedule at Stripe shows it as soon as the event is there', async () => {
    const { changes } = app.stripe.account;
    const schedule = changes.answer(['subscription_schedules'], { from_subscription: who.subscription.id })!;
    const end = String(itemOf(who.subscription).current_period_end);
    changes.answer(['subscription_schedules', schedule.id], {
      phases: {
        0: { items: { 0: { price: 'price_pro' } }, start_date: '1', end_date: end },
        1: { items: { 0: { price: 'price_team' } } },
      },
    });
    await app.deliver('subscription_schedule.updated', schedule);
    expect(await until(async () => (await status()).pendingChange)).toEqual({
      plan: 'team',
      price: 'price_team',
      at: endNow(),
    });
  });
});
