import type Stripe from 'stripe';
import { postForm } from '../../../test/started.js';
import { cards, days, stripeSandbox, type StripeSandbox } from '../../../test/stripe-sandbox.js';

type Flow = Stripe.BillingPortal.SessionCreateParams.FlowData;

describe('the customer portal', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  let team: string;
  let customer: string;
  let subscription: Stripe.Subscription;

  beforeEach(async () => {
    sandbox = await stripeSandbox();
    ({ stripe } = sandbox);
    team = await sandbox.priceOf(5000);
    const { session } = await sandbox.checkedOut();
    customer = session.customer as string;
    subscription = session.subscription as Stripe.Subscription;
  });

  afterEach(() => sandbox.stop());

  const open = async (flow_data?: Flow, terms = {}) =>
    (await stripe.billingPortal.sessions.create({ customer, flow_data, ...terms })).url;
  const read = async (url: string) => (await fetch(url)).text();
  const buttons = async (url: string) =>
    [...(await read(url)).matchAll(/<button[^>]*value="(\w+)"/g)].map(([, action]) => action);
  const priceNow = async () => (await stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.price.id;

  it('shows everything when it is opened without a flow', async () => {
    expect(await buttons(await open())).toEqual(['cancel', 'switch', 'card']);
  });

  it('takes people straight to the card, the cancellation or the plans', async () => {
    const { id } = subscription;
    expect(await buttons(await open({ type: 'payment_method_update' }))).toEqual(['card']);
    const cancel = { type: 'subscription_cancel' as const, subscription_cancel: { subscription: id } };
    expect(await buttons(await open(cancel))).toEqual(['cancel']);
    const update = { type: 'subscription_update' as const, subscription_update: { subscription: id } };
    expect(await buttons(await open(update))).toEqual(['switch']);
  });

  it('asks to confirm a change that the application has chosen, and says what it costs', async () => {
    const items = [{ id: subscription.items.data[0]?.id as string, price: team, quantity: 1 }];
    const url = await open({
      type: 'subscription_update_confirm',
      subscription_update_confirm: { subscription: subscription.id, items },
      after_completion: { type: 'redirect', redirect: { return_url: 'http://localhost:8000/billing?changed' } },
    });
    expect(await buttons(url)).toEqual(['confirm']);
    expect(await read(url)).toContain('Due today: $30.00');
    const done = await postForm(url, { action: 'confirm', subscription: subscription.id });
    expect(done.headers.get('location')).toBe('http://localhost:8000/billing?changed');
    expect(await priceNow()).toBe(team);
    expect((await sandbox.invoicesOf(subscription.id))[0]).toMatchObject({ total: 3000, status: 'paid' });
  });

  it('keeps the old plan when the card declines', async () => {
    await postForm(await open(), { action: 'card', card: cards.failsLater });
    const answer = await postForm(await open(), { action: 'switch', subscription: subscription.id, price: team });
    expect(await answer.text()).toContain('Your card was declined.');
    expect(await priceNow()).toBe('price_sandbox_pro_monthly');
  });

  it('goes back to its own page after a flow that names no other', async () => {
    const after_completion = { type: 'hosted_confirmation' as const, hosted_confirmation: { custom_message: 'Bye.' } };
    const flow = { type: 'subscription_cancel' as const, subscription_cancel: { subscription: subscription.id } };
    const url = await open({ ...flow, after_completion });
    const page = await (await postForm(url, { action: 'cancel', subscription: subscription.id })).text();
    expect(page).toContain('Bye.');
    expect(page).toContain('Save card');
  });

  it('follows its configuration: what is offered, and what waits for the end of the period', async () => {
    const small = await sandbox.priceOf(500);
    const configuration = await stripe.billingPortal.configurations.create({
      features: {
        subscription_update: {
          enabled: true,
          default_allowed_updates: ['price'],
          products: [{ product: 'prod_sandbox_pro', prices: [small] }],
          proration_behavior: 'always_invoice',
          schedule_at_period_end: { conditions: [{ type: 'decreasing_item_amount' }] },
        },
      },
    });
    expect((await stripe.billingPortal.configurations.list({ active: true })).data).toHaveLength(1);
    const url = await open(undefined, { configuration: configuration.id });
    expect(await read(url)).not.toContain(team);
    await postForm(url, { action: 'switch', subscription: subscription.id, price: small });
    expect(await priceNow()).toBe('price_sandbox_pro_monthly');
    await sandbox.controls.advance(days(32));
    expect(await priceNow()).toBe(small);
  });

  it('is refused for what does not belong to the customer', async () => {
    const other = await sandbox.subscribed();
    const flow = { type: 'subscription_cancel' as const, subscription_cancel: { subscription: other.subscription.id } };
    await expect(open(flow)).rejects.toMatchObject({ code: 'resource_missing' });
    await expect(open(undefined, { configuration: 'bpc_none' })).rejects.toMatchObject({ param: 'configuration' });
  });
});
