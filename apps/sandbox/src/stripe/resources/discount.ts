import { newId } from '../ids.js';
import { periodEnd } from '../period.js';
import type { Coupon, Discount, DiscountSource, Metadata, PromotionCode } from '../types.js';

/** A new coupon, as the API shows it. */
export function newCoupon(
  terms: Pick<Coupon, 'id' | 'amount_off' | 'percent_off' | 'duration' | 'duration_in_months' | 'name' | 'metadata'> &
    Pick<Coupon, 'currency' | 'max_redemptions' | 'redeem_by'>,
  created: number,
): Coupon {
  return { ...terms, object: 'coupon', created, livemode: false, times_redeemed: 0, valid: true };
}

/** A new promotion code, as the API shows it. */
export function newPromotionCode(
  terms: {
    code: string;
    coupon: string;
    customer: string | null;
    expiresAt: number | null;
    maxRedemptions: number | null;
    metadata: Metadata;
  },
  created: number,
): PromotionCode {
  return {
    id: newId('promo_1', 23),
    object: 'promotion_code',
    active: true,
    code: terms.code,
    created,
    customer: terms.customer,
    customer_account: null,
    expires_at: terms.expiresAt,
    livemode: false,
    max_redemptions: terms.maxRedemptions,
    metadata: terms.metadata,
    promotion: { coupon: terms.coupon, type: 'coupon' },
    restrictions: { first_time_transaction: false, minimum_amount: null, minimum_amount_currency: null },
    times_redeemed: 0,
  };
}

/** A coupon as it is applied to a subscription: from now until its time is over. */
export function newDiscount(
  coupon: Coupon,
  { promotionCode }: DiscountSource,
  place: { customer: string; subscription: string; checkoutSession: string | null; start: number },
): Discount {
  const months = { interval: 'month' as const, interval_count: 1 };
  const end = coupon.duration === 'repeating' ? periodEnd(place.start, months, coupon.duration_in_months ?? 1) : null;
  return {
    id: newId('di_1', 23),
    object: 'discount',
    checkout_session: place.checkoutSession,
    customer: place.customer,
    customer_account: null,
    end,
    invoice: null,
    invoice_item: null,
    promotion_code: promotionCode,
    source: { coupon: coupon.id, type: 'coupon' },
    start: place.start,
    subscription: place.subscription,
    subscription_item: null,
  };
}
