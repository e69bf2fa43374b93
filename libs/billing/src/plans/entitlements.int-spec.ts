import { Controller, Get, Module } from '@nestjs/common';
import { PlanReader } from '@app/auth';
import { EntitlementsUndecidable } from '../billing.errors.js';
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
      status: 'none',
      currentPeriodEnd: null,
      cancelAtPeriodEnd: false,
    });
  });

  it('outlives the period by the grace and no longer', async () => {
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

  it('closes handlers to plans without the feature, and says which have it', async () => {
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

  it('says 503, never yes, when it cannot decide', async () => {
    await subscribe('pro', 'active', '1 day');
    expect((await app.call('GET', '/premium', user)).status).toBe(200);
    await app.sql.query('ALTER TABLE subscriptions RENAME TO subscriptions_away');
    try {
      await expect(entitlements().of(user)).rejects.toBeInstanceOf(EntitlementsUndecidable);
      expect((await app.call('GET', '/premium', user)).status).toBe(503);
    } finally {
      await app.sql.query('ALTER TABLE subscriptions_away RENAME TO subscriptions');
    }
  });
});
