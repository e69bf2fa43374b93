import type { Account } from '../account.js';
import type { Line } from '../resources/invoice-line.js';
import type { Coupon, Customer } from '../types.js';

/** The sandbox's one tax, whoever buys and wherever they live. */
export const taxPercent = 10;

/** What the lines of an invoice come to. */
export interface Totals {
  subtotal: number;
  discounts: { amount: number; discount: string }[];
  taxable: number;
  tax: number;
  total: number;
  startingBalance: number;
  endingBalance: number;
  due: number;
}

/** A coupon that lowers an amount, and the discount it does so as. */
export interface Reduction {
  discount: string;
  coupon: Coupon;
}

/** Lines, less discounts, plus tax, less what the customer has left from before. A negative total is kept for later. */
export function totalsOf(
  lines: Pick<Line, 'amount'>[],
  reductions: Reduction[],
  isTaxed: boolean,
  customer: Pick<Customer, 'balance'>,
): Totals {
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const discounts: Totals['discounts'] = [];
  let taxable = subtotal;
  for (const { discount, coupon } of reductions) {
    const amount = reductionOf(coupon, taxable);
    if (amount === 0) continue;
    taxable -= amount;
    discounts.push({ amount, discount });
  }
  const tax = isTaxed ? Math.round((taxable * taxPercent) / 100) : 0;
  const total = taxable + tax;
  const startingBalance = customer.balance;
  const owed = total + startingBalance;
  return {
    subtotal,
    discounts,
    taxable,
    tax,
    total,
    startingBalance,
    endingBalance: Math.min(0, owed),
    due: Math.max(0, owed),
  };
}

/** The discounts of a subscription that still count at `moment`. */
export function reductionsOf(account: Account, discounts: string[], moment: number): Reduction[] {
  return discounts.flatMap((id) => {
    const discount = account.state.discounts[id];
    const coupon = account.state.coupons[discount?.source.coupon ?? ''];
    return discount && coupon && (discount.end === null || discount.end > moment) ? [{ discount: id, coupon }] : [];
  });
}

function reductionOf(coupon: Coupon, amount: number): number {
  if (coupon.percent_off !== null) return Math.round((amount * coupon.percent_off) / 100);
  return Math.max(0, Math.min(coupon.amount_off ?? 0, amount));
}
