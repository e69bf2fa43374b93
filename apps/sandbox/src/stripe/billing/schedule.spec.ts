import type Stripe from 'stripe';
import { days, stripeSandbox, type StripeSandbox } from '../../../test/stripe-sandbox.js';

describe('a subscription schedule', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  let small: string;

  beforeEach(async () => {
    sandbox = await stripeSandbox();
    ({ stripe } = sandbox);
    small = await sandbox.priceOf(500);
  });

  afterEach(() => sandbox.stop());

  /** A subscription that goes over to `price` when its period ends. */
  async function scheduled(price = small) {
    const { subscription } = await sandbox.subscribed();
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    const [now] = schedule.phases as [Stripe.SubscriptionSchedule.Phase];
    const updated = await stripe.subscriptionSchedules.update(schedule.id, {
      end_behavior: 'release',
      phases: [
        { items: [{ price: 'price_sandbox_pro_monthly' }], start_date: now.start_date, end_date: now.end_date },
        { items: [{ price }], metadata: { plan: 'small' }, duration: { interval: 'month' } },
      ],
    });
    return { subscription, schedule: updated };
  }

  const priceOf = async ({ id }: { id: string }) => (await stripe.subscriptions.retrieve(id)).items.data[0]?.price.id;

  it('takes over a subscription, and is named on it', async () => {
    const { subscription, schedule } = await scheduled();
    expect(schedule).toMatchObject({ status: 'active', subscription: subscription.id, end_behavior: 'release' });
    expect(schedule.phases).toHaveLength(2);
    expect((await stripe.subscriptions.retrieve(subscription.id)).schedule).toBe(schedule.id);
    await expect(stripe.subscriptionSchedules.create({ from_subscription: subscription.id })).rejects.toThrow(
      /already/,
    );
  });

  it('changes the price when the period ends, without proration, and lets go after its last phase', async () => {
    const { subscription, schedule } = await scheduled();
    await sandbox.controls.advance(days(20));
    expect(await priceOf(subscription)).toBe('price_sandbox_pro_monthly');
    await sandbox.controls.advance(days(12));
    expect(await priceOf(subscription)).toBe(small);
    expect((await sandbox.invoicesOf(subscription.id)).map(({ total }) => total)).toEqual([500, 2000]);
    expect((await stripe.subscriptions.retrieve(subscription.id)).metadata).toMatchObject({ plan: 'small' });
    await sandbox.controls.advance(days(32));
    expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
      status: 'released',
      released_subscription: subscription.id,
      subscription: null,
    });
    expect((await stripe.subscriptions.retrieve(subscription.id)).schedule).toBeNull();
    expect((await sandbox.invoicesOf(subscription.id)).map(({ total }) => total)).toEqual([500, 500, 2000]);
  });

  it('can go over to another interval, whose period begins there', async () => {
    const { subscription } = await scheduled('price_sandbox_pro_yearly');
    await sandbox.controls.advance(days(32));
    const after = await stripe.subscriptions.retrieve(subscription.id);
    const [item] = after.items.data as [Stripe.SubscriptionItem];
    expect(item.current_period_start).toBe(subscription.items.data[0]?.current_period_end);
    expect(item.current_period_end - item.current_period_start).toBeGreaterThanOrEqual(days(365));
    expect((await sandbox.invoicesOf(subscription.id)).map(({ total }) => total)).toEqual([20_000, 2000]);
  });

  it('that is released changes nothing any more', async () => {
    const { subscription, schedule } = await scheduled();
    expect((await stripe.subscriptionSchedules.release(schedule.id)).status).toBe('released');
    await sandbox.controls.advance(days(32));
    expect(await priceOf(subscription)).toBe('price_sandbox_pro_monthly');
    await expect(stripe.subscriptionSchedules.release(schedule.id)).rejects.toThrow(/released/);
  });

  it('that is cancelled ends the subscription, and is ended by its end', async () => {
    const first = await scheduled();
    await stripe.subscriptionSchedules.cancel(first.schedule.id);
    expect((await stripe.subscriptions.retrieve(first.subscription.id)).status).toBe('canceled');
    const second = await scheduled();
    await stripe.subscriptions.cancel(second.subscription.id);
    expect((await stripe.subscriptionSchedules.retrieve(second.schedule.id)).status).toBe('canceled');
  });

  it('alone says when the subscription ends', async () => {
    const { subscription } = await scheduled();
    const cancel = stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await expect(cancel).rejects.toThrow(/managed by the subscription schedule/);
  });

  it('keeps the start of the phase that runs', async () => {
    const { schedule } = await scheduled();
    const phases = [{ items: [{ price: small }], start_date: (schedule.phases[0]?.start_date ?? 0) + 60 }];
    await expect(stripe.subscriptionSchedules.update(schedule.id, { phases })).rejects.toThrow(/start date/);
  });

  /** What an application sends that leaves everything but the price as it is. */
  async function downgraded(terms: Parameters<typeof sandbox.subscribed>[0]) {
    const { subscription } = await sandbox.subscribed(terms);
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    const [now] = schedule.phases as [Stripe.SubscriptionSchedule.Phase];
    const discounts = now.discounts.map(({ discount }) => ({ discount: discount as string }));
    const trial = now.trial_end ? { trial_end: now.trial_end } : {};
    const current = { start_date: now.start_date, end_date: now.end_date, discounts, ...trial };
    await stripe.subscriptionSchedules.update(schedule.id, {
      proration_behavior: 'none',
      phases: [
        { ...current, items: [{ price: 'price_sandbox_pro_monthly' }] },
        { items: [{ price: small }], discounts, duration: { interval: 'month' }, proration_behavior: 'none' },
      ],
    });
    return subscription;
  }

  it('keeps the discounts that its phases name', async () => {
    const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'forever' });
    const { id } = await downgraded({ discounts: [{ coupon }] });
    expect((await sandbox.invoicesOf(id)).map(({ total }) => total)).toEqual([1000]);
    await sandbox.controls.advance(days(32));
    expect((await sandbox.invoicesOf(id)).map(({ total }) => total)).toEqual([250, 1000]);
  });

  it('charges the new price when it begins at the end of a trial', async () => {
    const { id } = await downgraded({ trial_period_days: 10 });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('trialing');
    await sandbox.controls.advance(days(11));
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
    expect((await sandbox.invoicesOf(id)).map(({ total }) => total)).toEqual([500, 0]);
  });
});
