import type { Stripe } from 'stripe';
import { endsWithPeriod, periodOf, subscriptionOfInvoice } from './stripe-shapes.js';

const subscription = (facts: object) => facts as Stripe.Subscription;
const invoice = (facts: object) => facts as Stripe.Invoice;
const at = (seconds: number) => new Date(seconds * 1000);

describe('Shapes of different API versions', () => {
  it('finds the period on the items', () => {
    const items = { data: [{ current_period_start: 100, current_period_end: 200 }] };
    expect(periodOf(subscription({ items }))).toEqual({ start: at(100), end: at(200) });
  });

  it('finds the period on the subscription of an older version', () => {
    const old = { items: { data: [{}] }, current_period_start: 100, current_period_end: 200 };
    expect(periodOf(subscription(old))).toEqual({ start: at(100), end: at(200) });
  });

  it('knows no period where there is none', () => {
    expect(periodOf(subscription({ items: { data: [] } }))).toEqual({ start: null, end: null });
  });

  it('sees the end of a subscription in the flag and in the date', () => {
    const items = { data: [{ current_period_start: 100, current_period_end: 200 }] };
    expect(endsWithPeriod(subscription({ items, cancel_at_period_end: true, cancel_at: null }))).toBe(true);
    expect(endsWithPeriod(subscription({ items, cancel_at_period_end: false, cancel_at: 200 }))).toBe(true);
    expect(endsWithPeriod(subscription({ items, cancel_at_period_end: false, cancel_at: 900 }))).toBe(false);
    expect(endsWithPeriod(subscription({ items, cancel_at_period_end: false, cancel_at: null }))).toBe(false);
  });

  it('finds the subscription of an invoice under its parent, on an older one itself, expanded or not', () => {
    expect(subscriptionOfInvoice(invoice({ parent: { subscription_details: { subscription: 'sub_1' } } }))).toBe(
      'sub_1',
    );
    expect(
      subscriptionOfInvoice(invoice({ parent: { subscription_details: { subscription: { id: 'sub_2' } } } })),
    ).toBe('sub_2');
    expect(subscriptionOfInvoice(invoice({ subscription: 'sub_3' }))).toBe('sub_3');
    expect(subscriptionOfInvoice(invoice({ parent: null }))).toBeNull();
  });
});
