import Stripe from 'stripe';
import { postForm, until } from '../../../test/started.js';
import { clientOptions } from '../../../test/stripe-client.js';
import { stripeSandbox, type StripeSandbox } from '../../../test/stripe-sandbox.js';
import { matches } from './faults.js';

describe('faults of the pretend Stripe', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;

  beforeEach(async () => {
    sandbox = await stripeSandbox();
    stripe = sandbox.stripe;
  });

  afterEach(() => sandbox.stop());

  const client = (options: object) =>
    new Stripe(sandbox.part.environment.STRIPE_SECRET_KEY as string, { ...clientOptions(sandbox.part), ...options });
  const idsReceived = () => sandbox.receiver.received.map(({ body }) => (JSON.parse(body) as { id: string }).id);

  it('strike as often as asked, only the calls they are meant for, and are shown with their hits', async () => {
    await sandbox.controls.fault({ kind: 'error', path: '/v1/customers*', method: 'post', count: 2 });
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(stripe.customers.create()).rejects.toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
    }
    expect((await stripe.customers.list()).data).toEqual([]);
    expect(await stripe.customers.create()).toMatchObject({ object: 'customer' });
    expect(await sandbox.controls.faults()).toMatchObject([{ kind: 'error', hits: 2, remaining: 0 }]);
  });

  it('last until they are cleared when no count is given, and are set by forms and in the same process too', async () => {
    expect((await postForm(`${sandbox.url}/_sandbox/faults`, { kind: 'error', status: '503' })).status).toBe(201);
    await expect(stripe.customers.list()).rejects.toMatchObject({ statusCode: 503 });
    await sandbox.controls.clearFaults();
    expect((await stripe.customers.list()).data).toEqual([]);
    const { id } = sandbox.part.faults.set({ kind: 'error' });
    await expect(stripe.customers.list()).rejects.toMatchObject({ statusCode: 500 });
    expect((await fetch(`${sandbox.url}/_sandbox/faults/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await stripe.customers.list()).data).toEqual([]);
  });

  it('that make no sense are refused in words', async () => {
    const orders = [
      { kind: 'fire' },
      { kind: 'error', count: 0 },
      { kind: 'drop', path: '/v1/*' },
      { kind: 'hang', x: 1 },
    ];
    for (const order of orders) {
      await expect(sandbox.controls.fault(order as never)).rejects.toThrow(
        /400: .*(kind must|whole number|is for|no field)/,
      );
    }
  });

  it('limit the rate, with or without a time to wait', async () => {
    await sandbox.controls.fault({ kind: 'rate_limit', count: 1, retry_after: 7 });
    await expect(stripe.customers.list()).rejects.toMatchObject({
      type: 'StripeRateLimitError',
      headers: { 'retry-after': '7' },
    });
    await sandbox.controls.fault({ kind: 'rate_limit', count: 1 });
    const bare = await stripe.customers.list().catch((error: Stripe.errors.StripeError) => error);
    expect((bare as Stripe.errors.StripeError).headers).not.toHaveProperty('retry-after');
  });

  it('reset connections, before a call takes effect or after it', async () => {
    // Not once only: the SDK tries a reset connection again even when told to try nothing again.
    await sandbox.controls.fault({ kind: 'reset' });
    await expect(stripe.customers.create()).rejects.toMatchObject({ type: 'StripeConnectionError' });
    await sandbox.controls.clearFaults();
    expect((await stripe.customers.list()).data).toHaveLength(0);
    await sandbox.controls.fault({ kind: 'reset', count: 1, when: 'after' });
    const made = await client({ maxNetworkRetries: 1 }).customers.create({ email: 'ada@example.com' });
    expect((await stripe.customers.list()).data.map(({ id }) => id)).toEqual([made.id]);
    expect(made.lastResponse.headers['idempotent-replayed']).toBe('true');
  });

  it('hang until the caller gives up', async () => {
    await sandbox.controls.fault({ kind: 'hang', count: 1 });
    await expect(client({ timeout: 50 }).customers.create()).rejects.toMatchObject({ type: 'StripeConnectionError' });
    expect((await stripe.customers.list()).data).toHaveLength(0);
  });

  it('delay an answer without losing it', async () => {
    await sandbox.controls.fault({ kind: 'latency', delay_ms: 120, count: 1 });
    const start = performance.now();
    await stripe.customers.list();
    expect(performance.now() - start).toBeGreaterThan(100);
  });

  it('answer with a web page, or with a 404 that has no error in it', async () => {
    await sandbox.controls.fault({ kind: 'html', count: 1 });
    await expect(stripe.customers.list()).rejects.toMatchObject({ type: 'StripeAPIError' });
    await sandbox.controls.fault({ kind: 'not_found', count: 1 });
    // The SDK takes it for a success: whoever asks must look at `object`.
    expect(await stripe.customers.retrieve('cus_1')).not.toHaveProperty('object');
  });

  it('do not keep the sandbox from being controlled', async () => {
    await sandbox.controls.fault({ kind: 'hang', path: '*' });
    await sandbox.controls.clearFaults();
    expect((await stripe.customers.list()).data).toEqual([]);
  });

  it('deliver a webhook several times', async () => {
    await sandbox.controls.fault({ kind: 'duplicate', event: 'customer.created', copies: 3, count: 1 });
    await stripe.customers.create();
    await until(() => sandbox.receiver.received.length >= 3);
    expect(new Set(idsReceived()).size).toBe(1);
  });

  it('lose a webhook that stays in the list of events as undelivered', async () => {
    await sandbox.controls.fault({ kind: 'drop', count: 1 });
    await stripe.customers.create({ name: 'lost' });
    await stripe.customers.create({ name: 'sent' });
    await until(() => sandbox.receiver.received.length > 0);
    const [lost] = (await until(async () => {
      const { data } = await stripe.events.list({ delivery_success: false });
      return data.length === 1 && data;
    })) as Stripe.Event[];
    expect(lost?.data.object).toMatchObject({ name: 'lost' });
    expect(sandbox.receiver.received).toHaveLength(1);
  });

  it('hold a webhook back while later ones overtake it', async () => {
    await sandbox.controls.fault({ kind: 'delay', delay_ms: 300, count: 1 });
    const late = await stripe.customers.create();
    const early = await stripe.customers.create();
    await until(() => sandbox.receiver.received.length === 2);
    const customers = sandbox.receiver.received.map(({ body }) => (JSON.parse(body) as Stripe.Event).data.object);
    expect(customers).toMatchObject([{ id: early.id }, { id: late.id }]);
  });

  it('shuffle webhooks', async () => {
    await sandbox.controls.fault({ kind: 'shuffle', delay_ms: 400 });
    for (let count = 0; count < 12; count++) await stripe.customers.create();
    await until(() => sandbox.receiver.received.length === 12);
    const inOrder = (await stripe.events.list({ limit: 100 })).data.map(({ id }) => id).reverse();
    expect(idsReceived()).not.toEqual(inOrder);
    expect(new Set(idsReceived())).toEqual(new Set(inOrder));
  });

  it('keep a key busy, so that a second request under it is told so', async () => {
    await sandbox.controls.fault({ kind: 'latency', delay_ms: 300, count: 1 });
    const create = () => stripe.customers.create({ email: 'ada@example.com' }, { idempotencyKey: 'k1' });
    const first = create();
    await until(async () => (await sandbox.controls.faults())[0]?.hits === 1);
    await expect(create()).rejects.toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    expect((await create().catch(() => first)).id).toBe((await first).id);
    expect((await create()).id).toBe((await first).id);
  });

  it('find what they are meant for by patterns', () => {
    expect(matches('/v1/subscriptions/*', '/v1/subscriptions/sub_1')).toBe(true);
    expect(matches('/v1/subscriptions', '/v1/subscriptions/sub_1')).toBe(false);
    expect(matches('customer.*', 'customerXcreated')).toBe(false);
  });
});
