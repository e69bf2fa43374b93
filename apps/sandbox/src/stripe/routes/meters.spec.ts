import type Stripe from 'stripe';
import { stripeSandbox, type StripeSandbox } from '../../../test/stripe-sandbox.js';

describe('a billing meter', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  let meter: Stripe.Billing.Meter;
  let customer: string;

  beforeEach(async () => {
    sandbox = await stripeSandbox();
    ({ stripe } = sandbox);
    customer = (await stripe.customers.create()).id;
    meter = await stripe.billing.meters.create({
      display_name: 'Turns',
      event_name: 'turns',
      default_aggregation: { formula: 'sum' },
    });
  });

  afterEach(() => sandbox.stop());

  const report = (identifier: string, value: number, terms = {}) =>
    stripe.billing.meterEvents.create({
      event_name: 'turns',
      identifier,
      payload: { stripe_customer_id: customer, value: String(value) },
      ...terms,
    });

  /** What was used in the hour around now. */
  async function used(of = customer) {
    const start_time = Math.floor(Date.now() / 60_000) * 60 - 1800;
    const { data } = await stripe.billing.meters.listEventSummaries(meter.id, {
      customer: of,
      start_time,
      end_time: start_time + 3600,
    });
    return data.reduce((sum, { aggregated_value }) => sum + aggregated_value, 0);
  }

  it('adds up what a customer has used', async () => {
    expect(await report('turn-1', 2)).toMatchObject({ object: 'billing.meter_event', identifier: 'turn-1' });
    await report('turn-2', 3);
    expect([await used(), await used('cus_other')]).toEqual([5, 0]);
  });

  it('counts an identifier once within a day, and says so', async () => {
    await report('turn-1', 1);
    await expect(report('turn-1', 1)).rejects.toMatchObject({ statusCode: 400, code: 'duplicate_meter_event' });
    expect(await used()).toBe(1);
    await sandbox.controls.advance(86_400);
    expect(await report('turn-1', 1)).toMatchObject({ identifier: 'turn-1' });
  });

  it('refuses what it does not know, what is no number and what is too old', async () => {
    await expect(report('x', 1, { event_name: 'unknown' })).rejects.toThrow(/No active meter/);
    await expect(report('x', NaN)).rejects.toMatchObject({ param: 'payload[value]' });
    const timestamp = Math.floor(Date.now() / 1000) - 40 * 86_400;
    await expect(report('x', 1, { timestamp })).rejects.toMatchObject({ param: 'timestamp' });
  });

  it('takes nothing while it is switched off', async () => {
    expect((await stripe.billing.meters.deactivate(meter.id)).status).toBe('inactive');
    await expect(report('x', 1)).rejects.toThrow(/No active meter/);
    expect((await stripe.billing.meters.reactivate(meter.id)).status).toBe('active');
    expect(await report('x', 1)).toMatchObject({ event_name: 'turns' });
    expect((await stripe.billing.meters.list({ status: 'active' })).data).toHaveLength(1);
  });
});
