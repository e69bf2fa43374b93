import type { Price } from '../types.js';

/** An amount in words that people know: `$20.00`. */
export function money(amount: number, currency: string): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency: currency.toUpperCase() }).format(amount / 100);
}

/** A price with its rhythm: `$20.00 per month`. */
export function priceInWords(price: Price, quantity = 1): string {
  const { interval, interval_count } = price.recurring;
  const rhythm = interval_count === 1 ? interval : `${interval_count} ${interval}s`;
  return `${money(price.unit_amount * quantity, price.currency)} per ${rhythm}`;
}

/** A day: `24 Nov 2026`. */
export function day(seconds: number): string {
  return new Date(seconds * 1000).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
