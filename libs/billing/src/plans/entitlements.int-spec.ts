import { Controller, Get, Module } from '@nestjs/common';
import { PlanReader, Public } from '@app/auth';
import { eventually, fairTimeOf, layWire } from '@app/platform/testing';
import type { Feature } from '@app/protocol';
import { EntitlementsUndecidable } from '../billing.errors.js';
import { STATUSES } from '../subscription/access.js';
import { KnownSubscriptions } from '../subscription/known-subscriptions.js';
import { billingApp, type BillingApp } from '../testing/index.js';
import { Entitlements } from './entitlements.service.js';
import { RequiresFeature } from './requires-feature.js';

@Controller('premium')
@RequiresFeature('premium_models')
class PremiumController {
  @Get()
  read() {
    return { premium: true };
  }

  @Get('long')
  @RequiresFeature('long_turns')
  readLong() {
    return { long: true };
  }

  @Get('public')
  @Public()
  readInPublic() {
    return { premium: true };
  }
}
@Module({ controllers: [PremiumController] })
class PremiumModule {}

describe('Entitlements', () => {
  let app: BillingApp;
  let user: string;

  beforeAll(async () => {
    app = await billingApp({ imports: [PremiumModule] });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    user = await app.createUser();
  });

  const subscribe = (plan: string, status: string, endsIn: string) =>
    app.sql.query(
      `INSERT INTO subscriptions (user_id, stripe_customer_id, stripe_subscription_id, plan, status, current_period_end, started_at)
       VALUES ($1, 'cus_1', gen_random_uuid(), $2, $3, now() + $4::interval, now())`,
      [user, plan, status, endsIn],
    );
  const entitlements = () => app.nest.get(Entitlements);

  it('is the free plan without a subscription', async () => {
    expect(await entitlements().of(user)).toEqual({
      plan: 'free',
      features: ['turns'],
      access: {
        turns: { allowed: true, reason: 'free_plan' },
        long_turns: { allowed: false, reason: 'not_in_plan', plans: ['pro', 'team'] },
        premium_models: { allowed: false, reason: 'not_in_plan', plans: ['pro'] },
      },
      status: 'none',
      currentPeriodEnd: null,
      cancelAtPeriodEnd: false,
      graceEndsAt: null,
      pendingChange: null,
      price: null,
    });
  });

  it('G1 outlives the period by the grace and no longer', async () => {
    await subscribe('pro', 'active', '-59 minutes');
    expect(await entitlements().of(user)).toMatchObject({ plan: 'pro', status: 'active' });
    await app.sql.query(
      `UPDATE subscriptions SET current_period_end = now() - interval '61 minutes' WHERE user_id = $1`,
      [user],
    );
    expect(await entitlements().of(user)).toMatchObject({ plan: 'free', status: 'canceled', features: ['turns'] });
  });

  it('gives a plan that is no longer configured what the free plan gives', async () => {
    await subscribe('platinum', 'active', '1 day');
    expect(await entitlements().of(user)).toMatchObject({ plan: 'free', status: 'active' });
  });

  it('answers for many at once', async () => {
    await subscribe('team', 'trialing', '1 day');
    const stranger = await app.createUser();
    const answers = await entitlements().ofMany([user, stranger]);
    expect([answers.get(user)!.plan, answers.get(stranger)!.plan]).toEqual(['team', 'free']);
  });

  it('is what sign-in shows of the plan', async () => {
    expect(app.nest.get(PlanReader)).toBe(entitlements());
  });

  it('G1 lets the guard and the status explain the same, for every status of Stripe and an unknown one', async () => {
    await subscribe('pro', 'active', '1 day');
    for (const status of [...STATUSES, 'of_tomorrow']) {
      await app.sql.query('UPDATE subscriptions SET status = $2 WHERE user_id = $1', [user, status]);
      const isOpen = ['active', 'trialing'].includes(status);
      await eventually(async () => {
        const { body } = await app.call('GET', '/billing/status', user);
        expect([body.status, body.access.premium_models.allowed]).toEqual([status, isOpen]);
        return true;
      });
      expect((await app.call('GET', '/premium', user)).status).toBe(isOpen ? 200 : 402);
    }
  });

  it('G1 closes handlers to plans without the feature, and says which have it', async () => {
    const refused = await app.call('GET', '/premium', user);
    expect(refused).toMatchObject({
      status: 402,
      body: { code: 'plan_required', feature: 'premium_models', plans: ['pro'] },
    });
    await subscribe('team', 'active', '1 day');
    expect((await app.call('GET', '/premium', user)).status).toBe(402);
    expect((await app.call('GET', '/premium/long', user)).body).toEqual({ long: true });
    expect((await app.call('GET', '/premium')).status).toBe(401);
  });

  it('G1 closes a gated handler to strangers even where it is public', async () => {
    expect((await app.call('GET', '/premium/public')).status).toBe(401);
  });

  it('G5 refuses in the service, without any door', async () => {
    await expect(entitlements().require(user, 'premium_models')).rejects.toMatchObject({
      code: 'plan_required',
      details: { feature: 'premium_models', plans: ['pro'] },
    });
    await subscribe('pro', 'active', '1 day');
    await expect(entitlements().require(user, 'premium_models')).resolves.toBeUndefined();
    await expect(entitlements().require(user, 'time_travel' as Feature)).rejects.toMatchObject({
      details: { plans: [] },
    });
  });

  it('counts refusals and indecision as errors, by their code', async () => {
    const counted = async (code: string) => {
      const { text } = await app.call('GET', '/metrics');
      return Number(
        new RegExp(`^turnpike_errors_total\\{module="http",type="${code}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
      );
    };
    const [refused, undecided] = [await counted('plan_required'), await counted('billing_unavailable')];
    await app.call('GET', '/premium', user);
    await app.sql.query('ALTER TABLE subscriptions RENAME TO subscriptions_away');
    await app.call('GET', '/premium', user);
    await app.sql.query('ALTER TABLE subscriptions_away RENAME TO subscriptions');
    expect([await counted('plan_required'), await counted('billing_unavailable')]).toEqual([
      refused + 1,
      undecided + 1,
    ]);
  });

  it('G2 says 503, never yes, when it cannot decide', async () => {
    await subscribe('pro', 'active', '1 day');
    expect((await app.call('GET', '/premium', user)).status).toBe(200);
    await app.sql.query('ALTER TABLE subscriptions RENAME TO subscriptions_away');
    try {
      await expect(entitlements().of(user)).rejects.toBeInstanceOf(EntitlementsUndecidable);
      await expect(entitlements().require(user, 'premium_models')).rejects.toBeInstanceOf(EntitlementsUndecidable);
      expect(await app.call('GET', '/premium', user)).toMatchObject({
        status: 503,
        body: { code: 'billing_unavailable' },
      });
    } finally {
      await app.sql.query('ALTER TABLE subscriptions_away RENAME TO subscriptions');
    }
  });

  it('G2 says 503 within 3 s, even for what it knew, while the database cannot be reached', async () => {
    const wire = await layWire(app.database.url);
    const cut = await billingApp({ beside: app, databaseUrl: wire.url, imports: [PremiumModule] });
    try {
      await subscribe('pro', 'active', '1 day');
      expect((await cut.call('GET', '/premium', user)).status).toBe(200);
      await eventually(async () => {
        await cut.nest.get(Entitlements).of(user);
        return cut.nest.get(KnownSubscriptions).find(user);
      });
      wire.freeze();
      const tookMs = await fairTimeOf(async () => {
        expect((await cut.call('GET', '/premium', user)).status).toBe(503);
      });
      expect(tookMs).toBeLessThan(3000);
      expect((await cut.call('GET', '/billing/status', user)).status).toBe(503);
      wire.thaw();
      await eventually(async () => (await cut.call('GET', '/premium', user)).status === 200);
    } finally {
      wire.thaw();
      await cut.close();
      await wire.close();
    }
  });
});
