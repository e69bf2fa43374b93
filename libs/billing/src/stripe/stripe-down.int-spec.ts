import { fairTimeOf } from '@app/platform/testing';
import { Entitlements } from '../plans/entitlements.service.js';
import { Quotas } from '../plans/quota.service.js';
import { billingApp, until, type BillingApp } from '../testing/index.js';
import { InboxView } from '../testing/inbox.js';

const MOST_MS = 10_000;

describe('F4: while Stripe is down', () => {
  let app: BillingApp;
  let inbox: InboxView;
  beforeAll(async () => {
    app = await billingApp();
    inbox = new InboxView(app);
  });
  afterEach(() => app.stripe.heal());
  afterAll(() => app?.close());

  it.each([
    ['hangs', 'hang'],
    ['breaks every connection', 'reset'],
    ['answers with errors', { status: 500 }],
  ] as const)(
    'and %s, buying says so within ten seconds; plans, gates, quotas and webhooks go on',
    async (_what, fault) => {
      const { user: payer, customer } = await inbox.buyer();
      const subscription = app.stripe.account.subscribe(customer);
      await app.deliver('customer.subscription.created', subscription);
      await until(async () => (await inbox.planOf(payer)) === 'pro');
      const buyer = await app.createUser();
      app.stripe.breakWith(fault);

      const tookMs = await fairTimeOf(async () => {
        const pages = [
          app.call('POST', '/billing/checkout', buyer, { plan: 'pro' }),
          app.call('POST', '/billing/portal', payer, {}),
        ];
        for (const { status, body, headers } of await Promise.all(pages)) {
          expect([status, body.code]).toEqual([503, 'billing_unavailable']);
          expect(Number(headers['retry-after'])).toBeGreaterThan(0);
        }
      });
      expect(tookMs).toBeLessThan(MOST_MS);

      await app.nest.get(Entitlements).require(payer, 'premium_models');
      await expect(app.nest.get(Entitlements).require(buyer, 'premium_models')).rejects.toMatchObject({
        code: 'plan_required',
      });
      await app.nest.get(Quotas).take(payer, 'turns', crypto.randomUUID());
      expect((await app.call('GET', '/billing/plans')).status).toBe(200);
      expect((await app.call('GET', '/billing/status', payer)).body).toMatchObject({ plan: 'pro', status: 'active' });

      // What Stripe sends is kept, and takes effect when the truth can be asked for.
      app.stripe.account.change(String(subscription.id), { status: 'past_due' });
      expect((await app.deliver('customer.subscription.updated', subscription)).status).toBe(200);
      expect(await inbox.planOf(payer)).toBe('pro');
      app.stripe.heal();
      await until(async () => (await app.call('GET', '/billing/status', payer)).body.status === 'past_due', 15_000);
    },
    40_000,
  );
});
