import type { Plan, Price } from '#lib/api/types.js';
import { formatPercent, formatPrice } from '#lib/format.js';

const ADVERBS: Record<string, string> = { day: 'Daily', week: 'Weekly', month: 'Monthly', year: 'Yearly' };
const MONTHS: Record<string, number> = { month: 1, year: 12 };

/** "month", "3 months": what one payment is for. */
export function termOf({ interval, intervalCount = 1 }: Price): string {
  if (!interval) return '';
  return intervalCount === 1 ? interval : `${intervalCount} ${interval}s`;
}

/** "Monthly", "Every 3 months": how often somebody pays. */
export function describeTerm(term: string): string {
  return ADVERBS[term] ?? `Every ${term}`;
}

/** "$20" "per month"; a plan without a price costs nothing in the currency of the others. */
export function describePrice(price: Price | undefined, currency = 'usd'): { amount: string; per: string } {
  if (!price) return { amount: formatPrice(0, currency), per: 'forever' };
  if (price.amount === null || !price.currency) return { amount: 'Price at checkout', per: '' };
  const term = termOf(price);
  const per = term && (ADVERBS[term] ? `per ${term}` : `every ${term}`);
  return { amount: formatPrice(price.amount, price.currency), per };
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
  return `${formatPrice(Math.round(price.amount / months), price.currency)} a month`;
}

/** "Save 17%": the most that any plan is cheaper by when it is paid for at this term. */
export function savingAt(term: string, plans: Plan[]): string {
  const savings = plans.map(({ prices: [first, ...others] }) => {
    const price = others.find((each) => termOf(each) === term);
    const [usual, here] = [first && shareOf(first), price && shareOf(price)];
    return usual && here && first?.currency === price?.currency ? 1 - here / usual : 0;
  });
  const most = Math.max(0, ...savings);
  return most >= 0.01 ? `Save ${formatPercent(most)}` : '';
}

const monthsOf = ({ interval, intervalCount = 1 }: Price) => (MONTHS[interval ?? ''] ?? 0) * intervalCount;
const shareOf = (price: Price) => (price.amount && monthsOf(price) ? price.amount / monthsOf(price) : null);
