import type { Account } from '../account.js';
import type { CheckoutOrder, Coupon, Price } from '../types.js';
import { totalsOf, type Reduction, type Totals } from './totals.js';

/** What the buyer pays today. */
export function totalsToday(account: Account, order: CheckoutOrder): Totals {
  const price = account.state.prices[order.price] as Price;
  const amount = isTrial(order) ? 0 : price.unit_amount * order.quantity;
  const reductions: Reduction[] = order.discounts.map(({ coupon }) => ({
    discount: coupon,
    coupon: account.state.coupons[coupon] as Coupon,
  }));
  return totalsOf([{ amount }], reductions, order.automaticTax, { balance: 0 });
}

/** When the trial that comes with an order ends, if one does. */
export function trialEndOf(order: CheckoutOrder, now: number): number | null {
  return order.trialDays > 0 ? now + order.trialDays * 86_400 : order.trialEnd;
}

/** Whether nothing is due today because a trial comes first. */
export function isTrial(order: CheckoutOrder): boolean {
  return order.trialDays > 0 || order.trialEnd !== null;
}
