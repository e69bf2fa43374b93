import type { Account } from '../account.js';
import { rows, text, type Params } from '../api/params.js';
import { invalid, missing, noSuchIn } from '../api/stripe.errors.js';
import { isValid, mayUse } from '../billing/promotion-codes.js';
import type { DiscountSource } from '../types.js';

/** The discounts that a call asks for, each by a coupon or by a promotion code. */
export function discountsIn(account: Account, params: Params, customer: string | null): DiscountSource[] {
  return rows(params, 'discounts').map((row, index) => {
    const param = `discounts[${index}]`;
    const promotionCode = text(row, 'promotion_code');
    const code = promotionCode ? account.state.promotionCodes[promotionCode] : undefined;
    if (promotionCode && !code) throw noSuchIn(`${param}[promotion_code]`, 'promotion code', promotionCode);
    if (code && !mayUse(account, code, customer)) {
      throw invalid(`${param}[promotion_code]`, 'This promotion code cannot be redeemed.', 'promotion_code_invalid');
    }
    const coupon = code?.promotion.coupon ?? text(row, 'coupon');
    if (!coupon) throw missing(`${param}[coupon]`);
    const found = account.state.coupons[coupon];
    if (!found) throw noSuchIn(`${param}[coupon]`, 'coupon', coupon);
    if (!isValid(account, found)) throw invalid(`${param}[coupon]`, `Coupon expired: ${coupon}`, 'coupon_expired');
    return { coupon, promotionCode };
  });
}
