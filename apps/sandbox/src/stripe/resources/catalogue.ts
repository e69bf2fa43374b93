import type { Fields, Interval, Price, Product } from '../types.js';

/** A product, as the API shows it. */
export function newProduct(id: string, name: string, defaultPrice: string | null, created: number): Product {
  return {
    id,
    object: 'product',
    active: true,
    created,
    default_price: defaultPrice,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    type: 'service',
    unit_label: null,
    updated: created,
    url: null,
  };
}

/** What a price costs, and how often. */
export interface PriceTerms {
  id: string;
  product: string;
  amount: number;
  currency?: string;
  interval?: Interval;
  intervalCount?: number;
  nickname?: string | null;
  metadata?: Record<string, string>;
}

/** A recurring price, as the API shows it. */
export function newPrice(terms: PriceTerms, created: number): Price {
  return {
    id: terms.id,
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created,
    currency: terms.currency ?? 'usd',
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: terms.metadata ?? {},
    nickname: terms.nickname ?? null,
    product: terms.product,
    recurring: {
      interval: terms.interval ?? 'month',
      interval_count: terms.intervalCount ?? 1,
      meter: null,
      trial_period_days: null,
      usage_type: 'licensed',
    },
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'recurring',
    unit_amount: terms.amount,
    unit_amount_decimal: String(terms.amount),
  };
}

/** The older `plan` object that subscription items still carry beside their price. */
export function planOf(price: Price): Fields {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: String(price.unit_amount),
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval: price.recurring.interval,
    interval_count: price.recurring.interval_count,
    livemode: false,
    metadata: {},
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}
