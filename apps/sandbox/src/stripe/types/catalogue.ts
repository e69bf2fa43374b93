import type { Fields, Metadata, Resource } from './base.js';

export interface Product extends Resource {
  name: string;
  active: boolean;
}

export type Interval = 'day' | 'week' | 'month' | 'year';

export interface Price extends Resource {
  active: boolean;
  currency: string;
  nickname: string | null;
  product: string;
  recurring: { interval: Interval; interval_count: number } & Fields;
  unit_amount: number;
}

/** Where a discount comes from: a coupon, and the promotion code it was asked for by, if it was. */
export interface DiscountSource {
  coupon: string;
  promotionCode: string | null;
}

export interface Coupon extends Resource {
  amount_off: number | null;
  percent_off: number | null;
  currency: string | null;
  created: number;
  duration: 'once' | 'repeating' | 'forever';
  duration_in_months: number | null;
  max_redemptions: number | null;
  redeem_by: number | null;
  metadata: Metadata;
  name: string | null;
  times_redeemed: number;
  valid: boolean;
}

export interface PromotionCode extends Resource {
  active: boolean;
  code: string;
  customer: string | null;
  expires_at: number | null;
  max_redemptions: number | null;
  metadata: Metadata;
  promotion: { coupon: string; type: 'coupon' };
  times_redeemed: number;
}

export interface Discount extends Resource {
  customer: string;
  end: number | null;
  promotion_code: string | null;
  source: { coupon: string; type: 'coupon' };
  start: number;
  subscription: string | null;
}
