import type Stripe from 'stripe';
import { cards, days, stripeSandbox, type StripeSandbox } from '../../../test/stripe-sandbox.js';

describe('subscriptions as time passes', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  let controls: StripeSandbox['controls'];

  beforeEach(async () => {
    sandbox = await stripeSandbox();
    ({ stripe, controls } = sandbox);
  });

  afterEach(() => sandbox.stop());

  const statusOf = async ({ id }: { id: string }) => (await stripe.subscriptions.retrieve(id)).status;
  const count = async (type: string) => (await sandbox.eventTypes()).filter((one) => one === type).length;

  it('tell of the end of a trial three days before it, once, and then charge', async () => {
    const { subscription } = await sandbox.subscribed({ trial_period_days: 10 });
    expect(subscription).toMatchObject({ status: 'trialing', trial_end: subscription.created + days(10) });
    await controls.advance(days(6));
    expect(await count('customer.subscription.trial_will_end')).toBe(0);
    await controls.advance(days(2));
    expect(await count('customer.subscription.trial_will_end')).toBe(1);
    await controls.advance(days(3));
    expect(await statusOf(subscription)).toBe('active');
    expect((await sandbox.invoicesOf(subscription.id)).map(({ total }) => total)).toEqual([2000, 0]);
    expect(await count('customer.subscription.trial_will_end')).toBe(1);
  });

  it('become past due when the card fails at the end of a trial', async () => {
    const { subscription } = await sandbox.subscribed({ trial_period_days: 7 }, cards.failsLater);
    await controls.advance(days(8));
    expect(await statusOf(subscription)).toBe('past_due');
  });

  it('end a trial early when asked to', async () => {
    const { subscription } = await sandbox.subscribed({ trial_end: Math.floor(Date.now() / 1000) + days(20) });
    const ended = await stripe.subscriptions.update(subscription.id, { trial_end: 'now' });
    expect(ended.status).toBe('active');
    expect(ended.items.data[0]?.current_period_end).toBeLessThan(subscription.created + days(32));
  });

  it('pause after a trial without a card, and go on when there is one', async () => {
    const terms = { payment_method_collection: 'if_required' as const };
    const trial_settings = { end_behavior: { missing_payment_method: 'pause' as const } };
    const { session } = await sandbox.checkedOut(
      { ...terms, subscription_data: { trial_period_days: 7, trial_settings } },
      { card: '' },
    );
    expect(session.payment_status).toBe('no_payment_required');
    const subscription = session.subscription as Stripe.Subscription;
    await controls.advance(days(8));
    expect(await statusOf(subscription)).toBe('paused');
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: session.customer as string });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: method.id });
    expect((await stripe.subscriptions.resume(subscription.id)).status).toBe('active');
  });

  it('renew a yearly price after a year', async () => {
    const { subscription } = await sandbox.subscribed({ items: [{ price: 'price_sandbox_pro_yearly' }] });
    await controls.advance(days(364));
    expect(await sandbox.invoicesOf(subscription.id)).toHaveLength(1);
    await controls.advance(days(3));
    expect((await sandbox.invoicesOf(subscription.id)).map(({ total }) => total)).toEqual([20_000, 20_000]);
  });

  it('stay incomplete until the first payment, and expire without it', async () => {
    const { subscription, customer } = await sandbox.subscribed({}, cards.failsLater);
    expect(subscription.status).toBe('incomplete');
    const other = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: 'price_sandbox_pro_monthly' }],
    });
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await stripe.subscriptions.update(other.id, { default_payment_method: method.id });
    await stripe.invoices.pay(other.latest_invoice as string);
    await controls.advance(days(1));
    expect([await statusOf(subscription), await statusOf(other)]).toEqual(['incomplete_expired', 'active']);
  });

  it('are not begun at all when they must be paid and are not', async () => {
    const terms = { payment_behavior: 'error_if_incomplete' as const };
    await expect(sandbox.subscribed(terms, cards.failsLater)).rejects.toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
    });
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toEqual([]);
  });

  it('end at a moment that was set, or not when that is taken back', async () => {
    const { subscription } = await sandbox.subscribed();
    const cancel_at = subscription.created + days(10);
    expect(await stripe.subscriptions.update(subscription.id, { cancel_at })).toMatchObject({
      cancel_at,
      cancel_at_period_end: false,
    });
    await stripe.subscriptions.update(subscription.id, { cancel_at: '' });
    await controls.advance(days(11));
    expect(await statusOf(subscription)).toBe('active');
    await stripe.subscriptions.update(subscription.id, { cancel_at: cancel_at + days(5) });
    await controls.advance(days(5));
    expect(await statusOf(subscription)).toBe('canceled');
  });

  it('become unpaid after the last attempt when the account is set to that', async () => {
    await fetch(`${sandbox.url}/_sandbox/settings`, { method: 'POST', body: '{"after_retries":"unpaid"}' });
    const { session } = await sandbox.checkedOut({}, { card: cards.failsLater });
    await controls.advance(days(50));
    expect(await statusOf(session.subscription as Stripe.Subscription)).toBe('unpaid');
  });

  it('can be given any status, one that nobody knows included', async () => {
    const { subscription } = await sandbox.subscribed();
    const url = `${sandbox.url}/_sandbox/subscriptions/${subscription.id}`;
    await fetch(url, { method: 'POST', body: JSON.stringify({ status: 'on_the_moon' }) });
    expect(await statusOf(subscription)).toBe('on_the_moon');
    expect((await fetch(url, { method: 'POST', body: '{"status":"<b>"}' })).status).toBe(400);
    expect((await sandbox.eventTypes()).at(-1)).toBe('customer.subscription.updated');
  });
});
