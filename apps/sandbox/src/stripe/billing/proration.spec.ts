import type Stripe from 'stripe';
import { cards, days, stripeSandbox, type StripeSandbox } from '../../../test/stripe-sandbox.js';

describe('a change of price', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  let team: string;

  beforeEach(async () => {
    sandbox = await stripeSandbox();
    ({ stripe } = sandbox);
    team = await sandbox.priceOf(5000);
  });

  afterEach(() => sandbox.stop());

  /** A subscription of which half a period is left. */
  async function halfUsed() {
    const subscribed = await sandbox.subscribed();
    const [item] = subscribed.subscription.items.data as [Stripe.SubscriptionItem];
    await sandbox.controls.advance((item.current_period_end - item.current_period_start) / 2);
    return subscribed;
  }

  it('now charges the rest of the period at once, less what was paid and not used', async () => {
    const { subscription, item } = await halfUsed();
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: team }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'error_if_incomplete',
      expand: ['latest_invoice'],
    });
    expect(changed.items.data[0]?.price.id).toBe(team);
    const invoice = changed.latest_invoice as Stripe.Invoice;
    expect(invoice).toMatchObject({ billing_reason: 'subscription_update', status: 'paid' });
    expect(Math.abs(invoice.total - 1500)).toBeLessThanOrEqual(1);
    const amounts = invoice.lines.data.map(({ amount }) => amount);
    expect([Math.sign(amounts[0] as number), Math.sign(amounts[1] as number)]).toEqual([-1, 1]);
  });

  it('waits for the next invoice when that is asked, or is free when it is not to be prorated', async () => {
    const { subscription, item } = await halfUsed();
    await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: team }] });
    expect((await stripe.invoiceItems.list({ pending: true })).data).toHaveLength(2);
    await sandbox.controls.advance(days(20));
    const [renewal] = await sandbox.invoicesOf(subscription.id);
    expect(Math.abs((renewal?.total ?? 0) - 6500)).toBeLessThanOrEqual(1);
    expect((await stripe.invoiceItems.list({ pending: true })).data).toHaveLength(0);
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: 'price_sandbox_pro_monthly' }],
      proration_behavior: 'none',
    });
    await sandbox.controls.advance(days(31));
    expect((await sandbox.invoicesOf(subscription.id))[0]?.total).toBe(2000);
  });

  it('changes nothing when the card declines and the change must be paid', async () => {
    const { session } = await sandbox.checkedOut({}, { card: cards.failsLater });
    const { id, items } = session.subscription as Stripe.Subscription;
    const update = stripe.subscriptions.update(id, {
      items: [{ id: items.data[0]?.id, price: team }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'error_if_incomplete',
    });
    await expect(update).rejects.toMatchObject({ type: 'StripeCardError', code: 'card_declined', statusCode: 402 });
    const after = await stripe.subscriptions.retrieve(id);
    expect([after.status, after.items.data[0]?.price.id]).toEqual(['active', 'price_sandbox_pro_monthly']);
    expect(await sandbox.invoicesOf(id)).toHaveLength(1);
  });

  it('replays a decline under the same key', async () => {
    const { session } = await sandbox.checkedOut({}, { card: cards.failsLater });
    const { id, items } = session.subscription as Stripe.Subscription;
    const terms = {
      items: [{ id: items.data[0]?.id, price: team }],
      proration_behavior: 'always_invoice' as const,
      payment_behavior: 'error_if_incomplete' as const,
    };
    const update = () => stripe.subscriptions.update(id, terms, { idempotencyKey: 'change-1' });
    await expect(update()).rejects.toMatchObject({ statusCode: 402 });
    await expect(update()).rejects.toMatchObject({ statusCode: 402, headers: { 'idempotent-replayed': 'true' } });
  });

  it('to another interval begins a new period, and a credit that is left lowers the next invoice', async () => {
    const { subscription, item, customer } = await sandbox.subscribed({
      items: [{ price: 'price_sandbox_pro_yearly' }],
    });
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: 'price_sandbox_pro_monthly' }],
    });
    expect(changed.items.data[0]?.current_period_end).toBeLessThan(subscription.created + days(33));
    expect((await sandbox.invoicesOf(subscription.id))[0]).toMatchObject({ total: -18_000, status: 'paid' });
    expect((await stripe.customers.retrieve(customer.id)) as Stripe.Customer).toMatchObject({ balance: -18_000 });
    await sandbox.controls.advance(days(32));
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data;
    expect(renewal).toMatchObject({ total: 2000, amount_due: 0, starting_balance: -18_000, ending_balance: -16_000 });
  });

  it('costs what its preview said', async () => {
    const { subscription, item, customer } = await halfUsed();
    const proration_date = Math.floor(Date.now() / 1000) + days(15);
    const details = {
      items: [{ id: item, price: team }],
      proration_behavior: 'always_invoice' as const,
      proration_date,
    };
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: details,
    });
    expect(preview).toMatchObject({ status: 'draft', customer: customer.id });
    expect((await stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.price.id).not.toBe(team);
    await stripe.subscriptions.update(subscription.id, details);
    expect((await sandbox.invoicesOf(subscription.id))[0]?.total).toBe(preview.total);
  });

  it('is absent from a preview of the next renewal, which an ending subscription does not have', async () => {
    const { subscription } = await sandbox.subscribed();
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id });
    expect(preview).toMatchObject({ total: 2000, billing_reason: 'upcoming' });
    expect(preview.lines.data[0]?.period.start).toBe(subscription.items.data[0]?.current_period_end);
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await expect(stripe.invoices.createPreview({ subscription: subscription.id })).rejects.toMatchObject({
      code: 'invoice_upcoming_none',
    });
  });

  it('or an end at once can credit unused time', async () => {
    const { subscription, customer } = await halfUsed();
    await stripe.subscriptions.cancel(subscription.id, { prorate: true, invoice_now: true });
    const { balance } = (await stripe.customers.retrieve(customer.id)) as Stripe.Customer;
    expect(Math.abs(balance + 1000)).toBeLessThanOrEqual(1);
  });
});
