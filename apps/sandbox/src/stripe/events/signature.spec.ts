import Stripe from 'stripe';
import { until } from '../../../test/started.js';
import { stripeSandbox, type StripeSandbox } from '../../../test/stripe-sandbox.js';

describe('the signature of a webhook', () => {
  let sandbox: StripeSandbox;

  beforeEach(async () => {
    sandbox = await stripeSandbox();
  });

  afterEach(() => sandbox.stop());

  it('holds for both secrets while one is being replaced, and for no other', async () => {
    const next = 'whsec_nextsecretofatest0';
    await sandbox.controls.settings({ webhook_second_secret: next });
    await sandbox.stripe.customers.create();
    const { body, headers } = await until(() => sandbox.receiver.received[0]);
    const verify = (secret: string) =>
      Stripe.webhooks.constructEvent(body, headers['stripe-signature'] as string, secret).type;
    expect(verify(sandbox.part.environment.STRIPE_WEBHOOK_SECRET as string)).toBe('customer.created');
    expect(verify(next)).toBe('customer.created');
    expect(() => verify('whsec_another')).toThrow(/signature/);
  });
});
