import { m } from '#messages';
import type { Plan, Price } from '#lib/api/types.js';
import { formatPercent, formatPrice } from '#lib/format.js';

const MONTHS: Record<string, number> = { month: 1, year: 12 };

/** "month", "3 month": what one payment is for. A name for comparing, not for reading. */
export function termOf({ interval, intervalCount = 1 }: Price): string {
  if (!interval) return '';
  return intervalCount === 1 ? interval : `${intervalCount} ${interval}`;
}

/** "monthly", "every 3 months": how often somebody pays. */
export function describeTerm(term: string): string {
  const [unit = '', count] = term.split(' ').toReversed();
  return count ? m.price_every({ unit, count }) : m.price_term({ unit });
}

/** "$20" "per month"; a plan without a price costs nothing in the currency of the others. */
export function describePrice(price: Price | undefined, currency = 'usd'): { amount: string; per: string } {
  if (!price) return { amount: formatPrice(0, currency), per: m.price_forever() };
  if (price.amount === null || !price.currency) return { amount: m.price_at_checkout(), per: '' };
  return { amount: formatPrice(price.amount, price.currency), per: describePer(price) };
}

function describePer(price: Price): string {
  if (!price.interval) return '';
  return (price.intervalCount ?? 1) === 1 ? m.price_per({ unit: price.interval }) : describeTerm(termOf(price));
}

/** "$20 per month"; nothing while nobody can say what it costs. */
export function priceInWords(price: Price | null | undefined): string {
  if (!price || price.amount === null) return '';
  const { amount, per } = describePrice(price);
  return `${amount} ${per}`.trim();
}

/** "$16.67 a month", for a price that is paid for several months at once. */
export function monthlyShare(price: Price | undefined): string {
  const months = price ? monthsOf(price) : 1;
  if (!price?.currency || price.amount === null || months <= 1) return '';
  return m.price_share({ price: formatPrice(Math.round(price.amount / months), price.currency) });
}

/** "Save 17%": the most that any plan is cheaper by when it is paid for at this term. */
export function savingAt(term: string, plans: Plan[]): string {
  const savings = plans.map(({ prices: [first, ...others] }) => {
    const price = others.find((each) => termOf(each) === term);
    const [usual, here] = [first && shareOf(first), price && shareOf(price)];
    return usual && here && first?.currency === price?.currency ? 1 - here / usual : 0;
  });
  const most = Math.max(0, ...savings);
  return most >= 0.01 ? m.billing_saving({ percent: formatPercent(most) }) : '';
}

const monthsOf = ({ interval, intervalCount = 1 }: Price) => (MONTHS[interval ?? ''] ?? 0) * intervalCount;
const shareOf = (price: Price) => (price.amount && monthsOf(price) ? price.amount / monthsOf(price) : null);
