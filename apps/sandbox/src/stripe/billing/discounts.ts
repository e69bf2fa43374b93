import type { Account } from '../account.js';
import { newDiscount } from '../resources/discount.js';
import type { Coupon, DiscountSource, Invoice, Subscription } from '../types.js';

/** Puts discounts on a subscription, in place of those it has. */
export function setDiscounts(
  account: Account,
  subscription: Subscription,
  sources: DiscountSource[],
  checkoutSession: string | null = null,
): void {
  for (const id of subscription.discounts) endDiscount(account, subscription, id);
  subscription.discounts = sources.map((source) => {
    const coupon = account.state.coupons[source.coupon] as Coupon;
    const { id: owner, customer } = subscription;
    const place = { customer, subscription: owner, checkoutSession, start: account.clock.now() };
    const discount = newDiscount(coupon, source, place);
    account.state.discounts[discount.id] = discount;
    redeem(account, coupon, source);
    account.events.record('customer.discount.created', discount);
    return discount.id;
  });
}

/** Takes off what was for once, and what has run out. */
export function spendDiscounts(account: Account, subscription: Subscription, invoice: Invoice): void {
  const used = new Set(invoice.total_discount_amounts.map(({ discount }) => discount));
  for (const id of [...subscription.discounts]) {
    const discount = account.state.discounts[id];
    const coupon = account.state.coupons[discount?.source.coupon ?? ''];
    const isSpent = coupon?.duration === 'once' && used.has(id);
    const isOver = (discount?.end ?? Infinity) <= account.clock.now();
    if (!discount || isSpent || isOver) endDiscount(account, subscription, id);
  }
}

function endDiscount(account: Account, subscription: Subscription, id: string): void {
  subscription.discounts = subscription.discounts.filter((other) => other !== id);
  const discount = account.state.discounts[id];
  if (!discount) return;
  discount.end ??= account.clock.now();
  account.events.record('customer.discount.deleted', discount);
}

function redeem(account: Account, coupon: Coupon, { promotionCode }: DiscountSource): void {
  coupon.times_redeemed++;
  if (coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions) coupon.valid = false;
  const code = account.state.promotionCodes[promotionCode ?? ''];
  if (!code) return;
  code.times_redeemed++;
  if (code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions) code.active = false;
}
