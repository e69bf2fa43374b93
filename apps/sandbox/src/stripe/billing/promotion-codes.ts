import type { Account } from '../account.js';
import type { Coupon, DiscountSource, PromotionCode } from '../types.js';

/** What a code that somebody typed stands for, or null when it stands for nothing (any more). */
export function findByCode(account: Account, typed: string, customer: string | null): DiscountSource | null {
  const code = Object.values(account.state.promotionCodes).find(
    (candidate) => candidate.code.toLowerCase() === typed.toLowerCase() && mayUse(account, candidate, customer),
  );
  const coupon = account.state.coupons[code?.promotion.coupon ?? ''];
  return code && coupon && isValid(account, coupon) ? { coupon: coupon.id, promotionCode: code.id } : null;
}

/** Whether a coupon can (still) be had. */
export function isValid(account: Account, { valid, redeem_by }: Coupon): boolean {
  return valid && (redeem_by === null || redeem_by > account.clock.now());
}

/** Whether this customer may use a promotion code, now. */
export function mayUse(account: Account, code: PromotionCode, customer: string | null): boolean {
  const isOver = code.expires_at !== null && code.expires_at <= account.clock.now();
  return code.active && !isOver && (code.customer === null || code.customer === customer);
}
