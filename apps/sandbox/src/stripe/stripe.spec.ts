import Stripe from 'stripe';
import { postForm, started, until } from '../../test/started.js';
import { checkoutTerms, clientOptions } from '../../test/stripe-client.js';
import { webhookReceiver } from '../../test/webhook-receiver.js';
import type { RunningPart } from '../part.js';
import { startStripe } from './stripe.server.js';

const daySeconds = 86_400;
const stripeClient = (part: RunningPart, key = part.environment.STRIPE_SECRET_KEY as string) =>
  new Stripe(key, clientOptions(part));
const works = { card: '4242 4242 4242 4242', email: 'ada@example.com', name: 'Ada Lovelace' };

describe('the pretend Stripe, through the real SDK', () => {
  let receiver: Awaited<ReturnType<typeof webhookReceiver>>;
  let sandbox: Awaited<ReturnType<typeof started>>;
  let stripe: Stripe;

  beforeEach(async () => {
    receiver = await webhookReceiver();
    sandbox = await started(startStripe, { webhookUrl: receiver.url });
    stripe = stripeClient(sandbox.part());
  });

  afterEach(async () => {
    await sandbox.stop();
    await receiver.close();
  });

  async function subscribed(card = works.card) {
    const customer = await stripe.customers.create({ email: 'ada@example.com' });
    const session = await stripe.checkout.sessions.create(checkoutTerms(customer.id));
    const answer = await postForm(session.url as string, { ...works, card, action: 'pay' });
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] });
    return { customer, session, answer, paid, subscription: paid.subscription as Stripe.Subscription };
  }

  const advance = (days: number) =>
    postForm(`${sandbox.part().url}/_sandbox/clock`, { advance_seconds: String(days * daySeconds) });
  const types = () => receiver.received.map((webhook) => webhook.type);

  it('turns a paid checkout into an active subscription with a paid invoice, and sends the buyer back', async () => {
    const { customer, session, answer, paid, subscription } = await subscribed();
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`http://localhost:8000/billing?checkout_session=${session.id}`);
    expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', client_reference_id: 'user-1' });
    expect(subscription).toMatchObject({ status: 'active', customer: customer.id, metadata: { plan: 'pro' } });
    const [item] = subscription.items.data;
    expect(item?.price.id).toBe('price_sandbox_pro_monthly');
    expect(item?.current_period_end).toBeGreaterThan(Date.now() / 1000 + 27 * daySeconds);
    const { data: invoices } = await stripe.invoices.list({ customer: customer.id });
    expect(invoices).toHaveLength(1);
    expect(invoices[0]).toMatchObject({ status: 'paid', total: 2000, amount_paid: 2000 });
    expect(invoices[0]?.parent?.subscription_details?.subscription).toBe(subscription.id);
  });

  it('shows a decline on the page and leaves the session open', async () => {
    const session = await stripe.checkout.sessions.create(checkoutTerms());
    const answer = await postForm(session.url as string, { ...works, card: '4000 0000 0000 0002', action: 'pay' });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Your card was declined.');
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
    expect((await stripe.subscriptions.list()).data).toEqual([]);
  });

  it('sends somebody who cancels back without selling anything', async () => {
    const session = await stripe.checkout.sessions.create(checkoutTerms());
    const answer = await postForm(session.url as string, { ...works, action: 'cancel' });
    expect(answer.headers.get('location')).toBe('http://localhost:8000/billing');
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toEqual([]);
  });

  it('sells one subscription however often the form is sent', async () => {
    const { session, customer } = await subscribed();
    await postForm(`${sandbox.part().url}/c/pay/${session.id}`, { ...works, action: 'pay' });
    expect((await stripe.subscriptions.list({ customer: customer.id })).data).toHaveLength(1);
  });

  it('signs webhooks so that the SDK accepts them, one for each thing that happened', async () => {
    await subscribed();
    await until(() => types().includes('checkout.session.completed'));
    for (const { body, headers } of receiver.received) {
      const secret = sandbox.part().environment.STRIPE_WEBHOOK_SECRET as string;
      const event = Stripe.webhooks.constructEvent(body, headers['stripe-signature'] as string, secret);
      expect(event.api_version).toBe('2026-10-28.endive');
    }
    expect(new Set(types())).toEqual(
      new Set([
        'customer.created',
        'payment_method.attached',
        'payment_intent.created',
        'charge.succeeded',
        'payment_intent.succeeded',
        'invoice_payment.paid',
        'invoice.created',
        'invoice.finalized',
        'customer.subscription.created',
        'invoice.paid',
        'invoice.payment_succeeded',
        'checkout.session.completed',
      ]),
    );
  });

  it('sends a webhook again until the application accepts it', async () => {
    receiver.answerWith(500);
    await stripe.customers.create({ email: 'grace@example.com' });
    await until(() => receiver.received.length >= 2);
    const [event] = (await stripe.events.list()).data;
    expect(event?.pending_webhooks).toBe(1);
    receiver.answerWith(200);
    await until(async () => (await stripe.events.retrieve(event?.id as string)).pending_webhooks === 0);
    expect(new Set(receiver.received.map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(1);
  });

  it('keeps everything across a restart, undelivered webhooks and the links included', async () => {
    receiver.answerWith(503);
    const { customer, subscription } = await subscribed();
    const [before] = (await stripe.invoices.list({ customer: customer.id })).data;
    await sandbox.restart({ firstPort: sandbox.settings.firstPort + 50 });
    receiver.received.length = 0;
    receiver.answerWith(200);
    stripe = stripeClient(sandbox.part());
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
    const [after] = (await stripe.invoices.list({ customer: customer.id })).data;
    expect(after?.id).toBe(before?.id);
    expect(after?.hosted_invoice_url).toContain(sandbox.part().url);
    await until(() => types().includes('checkout.session.completed'));
  });

  it('renews when a month has passed', async () => {
    const { customer, subscription } = await subscribed();
    await advance(31);
    const renewed = await stripe.subscriptions.retrieve(subscription.id);
    expect(renewed.status).toBe('active');
    expect(renewed.items.data[0]?.current_period_start).toBe(subscription.items.data[0]?.current_period_end);
    const { data: invoices } = await stripe.invoices.list({ customer: customer.id });
    expect(invoices.map((invoice) => invoice.billing_reason)).toEqual(['subscription_cycle', 'subscription_create']);
    expect(invoices[0]?.status).toBe('paid');
  });

  it('signs with the real time while its own clock is ahead', async () => {
    await subscribed();
    await advance(31);
    const update = await until(() => receiver.received.find(({ type }) => type === 'customer.subscription.updated'));
    const signedAt = Number(/t=(\d+)/.exec(String(update.headers['stripe-signature']))?.[1]);
    expect(Math.abs(signedAt - Date.now() / 1000)).toBeLessThan(60);
  });

  it('makes a subscription past due when its renewal fails, and active again with a new card', async () => {
    const { customer, subscription } = await subscribed('4000 0000 0000 0341');
    await advance(31);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('past_due');
    await until(() => types().includes('invoice.payment_failed'));
    const portal = await stripe.billingPortal.sessions.create({ customer: customer.id });
    await postForm(portal.url, { action: 'card', card: '4242424242424242' });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');
  });

  it('gives up on a subscription after the last failed attempt', async () => {
    const { subscription } = await subscribed('4000 0000 0000 0341');
    await advance(60);
    const ended = await stripe.subscriptions.retrieve(subscription.id);
    expect(ended).toMatchObject({ status: 'canceled', cancellation_details: { reason: 'payment_failed' } });
  });

  it('cancels at the end of the period through the portal, unless it is resumed', async () => {
    const { customer, subscription } = await subscribed();
    const portal = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: 'http://localhost:8000/billing',
      flow_data: {
        type: 'subscription_cancel',
        subscription_cancel: { subscription: subscription.id },
        after_completion: { type: 'redirect', redirect: { return_url: 'http://localhost:8000/billing?done' } },
      },
    });
    const cancelled = await postForm(portal.url, { action: 'cancel', subscription: subscription.id });
    expect(cancelled.headers.get('location')).toBe('http://localhost:8000/billing?done');
    expect((await stripe.subscriptions.retrieve(subscription.id)).cancel_at_period_end).toBe(true);
    await postForm(portal.url, { action: 'resume', subscription: subscription.id });
    expect((await stripe.subscriptions.retrieve(subscription.id)).cancel_at_period_end).toBe(false);
    await postForm(portal.url, { action: 'cancel', subscription: subscription.id });
    await advance(31);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled');
    await until(() => types().includes('customer.subscription.deleted'));
  });

  it('says in an update event what was there before', async () => {
    const { subscription } = await subscribed();
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    const [event] = (await stripe.events.list({ type: 'customer.subscription.updated' })).data;
    expect(event?.data.previous_attributes).toMatchObject({ cancel_at_period_end: false, canceled_at: null });
  });

  it('switches a subscription to another price', async () => {
    const { subscription } = await subscribed();
    const price = await stripe.prices.create({
      product: 'prod_sandbox_pro',
      currency: 'usd',
      unit_amount: 20_000,
      recurring: { interval: 'year' },
    });
    const item = subscription.items.data[0]?.id as string;
    const switched = await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: price.id }] });
    expect(switched.items.data[0]?.price.id).toBe(price.id);
    expect(switched.items.data[0]?.current_period_end).toBeGreaterThan(Date.now() / 1000 + 364 * daySeconds);
  });

  it('answers the same key and request with the first answer, and refuses the key for another', async () => {
    const first = await stripe.customers.create({ email: 'ada@example.com' }, { idempotencyKey: 'k1' });
    const again = await stripe.customers.create({ email: 'ada@example.com' }, { idempotencyKey: 'k1' });
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    await expect(
      stripe.customers.create({ email: 'grace@example.com' }, { idempotencyKey: 'k1' }),
    ).rejects.toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
  });

  it('refuses a wrong key and says what is missing, in the words of the SDK', async () => {
    const wrong = stripeClient(sandbox.part(), 'sk_test_wrong');
    await expect(wrong.customers.list()).rejects.toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 });
    await expect(stripe.customers.retrieve('cus_none')).rejects.toMatchObject({
      code: 'resource_missing',
      statusCode: 404,
    });
    await expect(
      stripe.checkout.sessions.create({ ...checkoutTerms(), line_items: [{ price: 'price_none' }] }),
    ).rejects.toMatchObject({ code: 'resource_missing', param: 'line_items[0][price]', statusCode: 400 });
    await expect(stripe.checkout.sessions.create(checkoutTerms('cus_none'))).rejects.toMatchObject({
      param: 'customer',
    });
  });

  it('starts a trial unpaid, and charges when it is over', async () => {
    const terms = checkoutTerms();
    const subscription_data = { ...terms.subscription_data, trial_period_days: 7 };
    const session = await stripe.checkout.sessions.create({ ...terms, subscription_data });
    await postForm(session.url as string, { ...works, action: 'pay' });
    const [trial] = (await stripe.subscriptions.list({ status: 'trialing' })).data;
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('no_payment_required');
    await advance(8);
    expect((await stripe.subscriptions.retrieve(trial?.id as string)).status).toBe('active');
    const totals = (await stripe.invoices.list({ subscription: trial?.id })).data.map((invoice) => invoice.total);
    expect(totals).toEqual([2000, 0]);
  });

  it('sends nobody to another site', async () => {
    const elsewhere = { ...checkoutTerms(), success_url: 'http://elsewhere.example/' };
    await expect(stripe.checkout.sessions.create(elsewhere)).rejects.toMatchObject({ param: 'success_url' });
  });

  it('escapes what people type into its pages', async () => {
    const session = await stripe.checkout.sessions.create(checkoutTerms());
    const form = { ...works, name: '<script>alert(1)</script>', card: '"><script>', action: 'pay' };
    const page = await (await postForm(session.url as string, form)).text();
    expect(page).toContain('Your card number is incorrect.');
    expect(page).not.toContain('<script>');
  });

  it('answers an unknown path and a made-up portal link with 404', async () => {
    const { url } = sandbox.part();
    const unknown = await fetch(`${url}/v1/unicorns`);
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { type: 'invalid_request_error' } }]);
    expect((await fetch(`${url}/p/session/none`)).status).toBe(404);
    expect((await fetch(`${url}/c/pay/cs_none`)).status).toBe(404);
  });

  it('shows on its own page what there is, and moves its clock for JSON and forms alike', async () => {
    await subscribed();
    const { url } = sandbox.part();
    const page = await (await fetch(url)).text();
    expect(page).toContain('checkout.session.completed');
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ advance_seconds: 86_400 });
    const moved = await fetch(`${url}/_sandbox/clock`, { method: 'POST', headers, body });
    expect(await moved.json()).toMatchObject({ ahead_seconds: 86_400 });
    expect((await postForm(`${url}/_sandbox/clock`, { advance_seconds: '-5' })).status).toBe(400);
  });

  it('pages through lists and filters them', async () => {
    for (const name of ['a', 'b', 'c']) await stripe.customers.create({ name, email: `${name}@example.com` });
    const first = await stripe.customers.list({ limit: 2 });
    expect(first.data.map((customer) => customer.name)).toEqual(['c', 'b']);
    expect(first.has_more).toBe(true);
    const all = await stripe.customers.list({ limit: 1 }).autoPagingToArray({ limit: 10 });
    expect(all.map((customer) => customer.name)).toEqual(['c', 'b', 'a']);
    expect((await stripe.customers.list({ email: 'b@example.com' })).data).toHaveLength(1);
    await expect(stripe.customers.list({ limit: 101 })).rejects.toMatchObject({ param: 'limit' });
  });

  it('expires a checkout session on request and after a day', async () => {
    const now = await stripe.checkout.sessions.create(checkoutTerms());
    expect((await stripe.checkout.sessions.expire(now.id)).status).toBe('expired');
    const later = await stripe.checkout.sessions.create(checkoutTerms());
    await advance(2);
    expect((await stripe.checkout.sessions.retrieve(later.id)).status).toBe('expired');
  });

  it('serves invoices as a page and as a PDF', async () => {
    const { customer } = await subscribed();
    const [invoice] = (await stripe.invoices.list({ customer: customer.id })).data;
    const page = await fetch(invoice?.hosted_invoice_url as string);
    expect(await page.text()).toContain('$20.00');
    const pdf = await fetch(invoice?.invoice_pdf as string);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect((await pdf.text()).startsWith('%PDF-1.4')).toBe(true);
  });

  it('ends the subscriptions of a customer who is deleted', async () => {
    const { customer, subscription } = await subscribed();
    expect(await stripe.customers.del(customer.id)).toMatchObject({ deleted: true });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled');
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
  });
});
