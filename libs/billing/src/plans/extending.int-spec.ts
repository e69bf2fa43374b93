import { Controller, Get, Module } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { billingApp, type BillingApp } from '../testing/index.js';
import { Quotas } from './quota.service.js';
import { RequiresFeature } from './requires-feature.js';

@Controller('long')
@RequiresFeature('long_turns')
class LongController {
  @Get()
  read() {
    return { long: true };
  }
}
@Module({ controllers: [LongController] })
class LongModule {}

/** The settings that a page shows as its example, as somebody would paste them. */
function exampleOf(page: string): Record<string, unknown> {
  const text = readFileSync(new URL(`../../../../docs/extending/${page}.md`, import.meta.url), 'utf8');
  const [, yaml] = /```yaml\n(.*?)```/s.exec(text)!;
  return parse(yaml!.replace(/\$\{(\w+)\}/g, (_, name: string) => name.toLowerCase())) as Record<string, unknown>;
}

describe('What docs/extending promises for YAML alone', () => {
  let app: BillingApp | undefined;
  afterEach(() => app?.close());

  const subscribe = (user: string, plan: string) =>
    app!.sql.query(
      `INSERT INTO subscriptions (user_id, stripe_customer_id, stripe_subscription_id, plan, status, current_period_end, started_at)
       VALUES ($1, 'cus_1', gen_random_uuid(), $2, 'active', now() + interval '1 day', now())`,
      [user, plan],
    );

  it('another plan is listed, sold, and opens what it has', async () => {
    app = await billingApp({ yaml: exampleOf('feature'), imports: [LongModule] });
    const user = await app.createUser();
    const { body } = await app.call('GET', '/billing/plans');
    expect(body.plans).toMatchObject([
      { name: 'free' },
      { name: 'writer', label: 'Writer', features: ['turns', 'long_turns'] },
    ]);
    expect((await app.call('POST', '/billing/checkout', user, { plan: 'writer' })).status).toBe(201);
    expect(await app.call('GET', '/long', user)).toMatchObject({ status: 402, body: { plans: ['writer'] } });
    await subscribe(user, 'writer');
    expect((await app.call('GET', '/long', user)).status).toBe(200);
  });

  it('another limit is shown and holds, together with the first', async () => {
    app = await billingApp({ yaml: exampleOf('quota') });
    const user = await app.createUser();
    const quotas = app.nest.get(Quotas);
    await app.sql.query(
      `INSERT INTO quota_usages (user_id, quota, period_start, used)
       VALUES ($1, 'turns_per_month', date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC', 99)`,
      [user],
    );
    await quotas.take(user, 'turns', 'the hundredth');
    await expect(quotas.take(user, 'turns', 'one more')).rejects.toMatchObject({
      details: { quota: 'turns_per_month', limit: 100 },
    });
    expect((await app.call('GET', '/billing/status', user)).body.quotas).toMatchObject({
      turns_per_day: { limit: 20, used: 1 },
      turns_per_month: { limit: 100, used: 100 },
    });
  });
});
