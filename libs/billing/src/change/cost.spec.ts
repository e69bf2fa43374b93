import type { Stripe } from 'stripe';
import { costsAtLeast } from './cost.js';

const price = (unit_amount: number | null, interval = 'month', interval_count = 1, more = {}) =>
  ({ unit_amount, recurring: { interval, interval_count }, ...more }) as Stripe.Price;

describe('costsAtLeast', () => {
  it('compares two plans by what a day costs', () => {
    expect(costsAtLeast(price(5000), price(2000), false)).toBe(true);
    expect(costsAtLeast(price(2000), price(5000), false)).toBe(false);
    expect(costsAtLeast(price(2000), price(2000), false)).toBe(true);
    expect(costsAtLeast(price(5000), price(20_000, 'year'), false)).toBe(true);
    expect(costsAtLeast(price(5000, 'month', 3), price(2000), false)).toBe(false);
  });

  it('compares two intervals of one plan by what is paid at once', () => {
    expect(costsAtLeast(price(20_000, 'year'), price(2000), true)).toBe(true);
    expect(costsAtLeast(price(2000), price(20_000, 'year'), true)).toBe(false);
  });

  it('knows fractions of a cent, and counts a price without an amount as nothing', () => {
    expect(costsAtLeast(price(null, 'month', 1, { unit_amount_decimal: '0.5' }), price(null), false)).toBe(true);
    expect(costsAtLeast(price(null), price(1), false)).toBe(false);
  });
});
