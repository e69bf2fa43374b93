import type Stripe from 'stripe';
import { until } from '../../../test/started.js';
import { stripeSandbox, type StripeSandbox } from '../../../test/stripe-sandbox.js';

interface OldSubscription {
  current_period_end?: number;
  items: { data: { current_period_end?: number }[] };
}

describe('webhooks of an older API version', () => {
  let sandbox: StripeSandbox;

  beforeEach(async () => {
    sandbox = await stripeSandbox();
  });

  afterEach(() => sandbox.stop());

  const received = (type: string) =>
    until(() => sandbox.receiver.received.find((webhook) => webhook.type === type)).then(
      ({ body }) => JSON.parse(body) as Stripe.Event,
    );

  it('have the period on the subscription and the subscription on the invoice', async () => {
    await sandbox.controls.settings({ webhook_api_version: '2024-06-20' });
    const { subscription } = await sandbox.subscribed();
    const event = await received('customer.subscription.created');
    const old = event.data.object as unknown as OldSubscription;
    const [item] = subscription.items.data;
    expect(event.api_version).toBe('2024-06-20');
    expect(old.current_period_end).toBe(item?.current_period_end);
    expect(old.items.data[0]).not.toHaveProperty('current_period_end');
    const invoice = (await received('invoice.paid')).data.object;
    expect(invoice).toMatchObject({ subscription: subscription.id, paid: true });
    expect(invoice).not.toHaveProperty('parent');
  });

  it('are not what the API itself answers', async () => {
    await sandbox.controls.settings({ webhook_api_version: '2024-06-20' });
    const { subscription } = await sandbox.subscribed();
    expect(subscription.items.data[0]).toHaveProperty('current_period_end');
    const [event] = (await sandbox.stripe.events.list({ type: 'customer.subscription.created' })).data;
    expect(event?.data.object).not.toHaveProperty('current_period_end');
  });

  it('must have a version that looks like one', async () => {
    await expect(sandbox.controls.settings({ webhook_api_version: 'yesterday' })).rejects.toThrow(/400/);
  });
});
