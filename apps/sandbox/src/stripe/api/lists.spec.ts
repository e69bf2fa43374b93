import type Stripe from 'stripe';
import { cards, days, stripeSandbox, type StripeSandbox } from '../../../test/stripe-sandbox.js';

describe('lists', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;

  beforeEach(async () => {
    sandbox = await stripeSandbox();
    ({ stripe } = sandbox);
  });

  afterEach(() => sandbox.stop());

  const idsOf = (list: { data: { id: string }[] }) => list.data.map(({ id }) => id);

  it('go forward and back, page by page, without missing or repeating anything', async () => {
    const made = [];
    for (let count = 0; count < 7; count++) made.push((await stripe.customers.create()).id);
    const newest = [...made].reverse();
    const first = await stripe.customers.list({ limit: 3 });
    expect([idsOf(first), first.has_more]).toEqual([newest.slice(0, 3), true]);
    const second = await stripe.customers.list({ limit: 3, starting_after: newest[2] });
    expect(idsOf(second)).toEqual(newest.slice(3, 6));
    const last = await stripe.customers.list({ limit: 3, starting_after: newest[5] });
    expect([idsOf(last), last.has_more]).toEqual([[newest[6]], false]);
    const back = await stripe.customers.list({ limit: 3, ending_before: newest[6] });
    expect([idsOf(back), back.has_more]).toEqual([newest.slice(3, 6), true]);
    const start = await stripe.customers.list({ limit: 3, ending_before: newest[3] });
    expect([idsOf(start), start.has_more]).toEqual([newest.slice(0, 3), false]);
    const all = await stripe.customers.list({ limit: 2 }).autoPagingToArray({ limit: 100 });
    expect(all.map(({ id }) => id)).toEqual(newest);
  });

  it('of subscriptions leave the ended out unless they are asked for', async () => {
    const { subscription: live, customer } = await sandbox.subscribed();
    const { subscription: ended } = await sandbox.subscribed();
    await stripe.subscriptions.cancel(ended.id);
    const list = async (params: Stripe.SubscriptionListParams) => idsOf(await stripe.subscriptions.list(params));
    expect(await list({})).toEqual([live.id]);
    expect(await list({ status: 'all' })).toEqual([ended.id, live.id]);
    expect(await list({ status: 'canceled' })).toEqual([ended.id]);
    expect(await list({ status: 'ended' })).toEqual([ended.id]);
    expect(await list({ status: 'all', customer: customer.id })).toEqual([live.id]);
    expect(await list({ status: 'all', price: 'price_sandbox_pro_yearly' })).toEqual([]);
    expect(await list({ created: { gte: live.created }, status: 'active' })).toEqual([live.id]);
    expect(await list({ created: { gt: live.created + 60 } })).toEqual([]);
    expect(await list({ current_period_end: { lt: live.created + days(40) } })).toEqual([live.id]);
  });

  it('go on from an object that a filter no longer lets through', async () => {
    const { subscription: older } = await sandbox.subscribed();
    const { subscription: newer } = await sandbox.subscribed();
    const [cursor] = (await stripe.subscriptions.list({ status: 'active', limit: 1 })).data;
    expect(cursor?.id).toBe(newer.id);
    await stripe.subscriptions.cancel(newer.id);
    expect(idsOf(await stripe.subscriptions.list({ status: 'active', starting_after: newer.id }))).toEqual([older.id]);
  });

  it('of events can be asked for types and for what was not delivered', async () => {
    await stripe.customers.create();
    const { subscription } = await sandbox.subscribed({}, cards.works);
    const types = ['customer.subscription.created', 'invoice.paid'];
    const { data } = await stripe.events.list({ types });
    expect(data.map(({ type }) => type).sort()).toEqual(types);
    expect((await stripe.events.list({ type: 'customer.created' })).data).toHaveLength(2);
    expect((await stripe.events.list({ type: 'invoice.*', limit: 100 })).data.length).toBeGreaterThan(3);
    await sandbox.controls.fault({ kind: 'drop' });
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    const [lost] = (await stripe.events.list({ delivery_success: false, limit: 1 })).data;
    expect(lost?.type).toBe('customer.subscription.updated');
  });

  it('can be searched by what the application has written on an object', async () => {
    const mine = await stripe.customers.create({ email: 'ada@example.com', metadata: { user_id: '5' } });
    await stripe.customers.create({ email: 'grace@example.com', metadata: { user_id: '55' } });
    const find = async (query: string) => idsOf(await stripe.customers.search({ query }));
    expect(await find("metadata['user_id']:'5'")).toEqual([mine.id]);
    expect(await find("email:'ada@example.com' AND metadata['user_id']:'5'")).toEqual([mine.id]);
    expect(await find("email:'ada@example.com' OR email:'grace@example.com'")).toHaveLength(2);
    expect(await find("email~'ada' AND -metadata['user_id']:'5'")).toEqual([]);
    await stripe.customers.del(mine.id);
    expect(await find("metadata['user_id']:'5'")).toEqual([]);
    await expect(find('what is this')).rejects.toMatchObject({ param: 'query' });
  });

  it('of customers forget the deleted, whose subscriptions have ended', async () => {
    const { customer, subscription } = await sandbox.subscribed();
    await stripe.customers.del(customer.id);
    expect((await stripe.customers.list({ email: 'ada@example.com' })).data).toEqual([]);
    expect(await stripe.customers.retrieve(customer.id)).toEqual(
      expect.objectContaining({ id: customer.id, object: 'customer', deleted: true }),
    );
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled');
    const types = await sandbox.eventTypes();
    expect(types.slice(-2)).toEqual(['customer.subscription.deleted', 'customer.deleted']);
    const again = { customer: customer.id, items: [{ price: 'price_sandbox_pro_monthly' }] };
    await expect(stripe.subscriptions.create(again)).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'customer',
    });
  });
});
