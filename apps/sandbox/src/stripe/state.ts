import type {
  Coupon,
  PromotionCode,
  Discount,
  SubscriptionSchedule,
  InvoiceItem,
  PaymentIntent,
  Charge,
  InvoicePayment,
  Refund,
  Dispute,
  Meter,
  MeterEvent,
  CheckoutOrder,
  CheckoutSession,
  Customer,
  Delivery,
  Invoice,
  PaymentMethod,
  PortalConfiguration,
  PortalSession,
  Price,
  Product,
  StripeEvent,
  Subscription,
  WebhookEndpoint,
} from './types.js';

/** Everything the pretend Stripe remembers across restarts: plain JSON, objects by id in the order they were made. */
export interface StripeState {
  baseUrl: string;
  clockAheadSeconds: number;
  customers: Record<string, Customer>;
  products: Record<string, Product>;
  prices: Record<string, Price>;
  paymentMethods: Record<string, PaymentMethod>;
  cardNumbers: Record<string, string>;
  checkoutSessions: Record<string, CheckoutSession>;
  checkoutOrders: Record<string, CheckoutOrder>;
  subscriptions: Record<string, Subscription>;
  invoices: Record<string, Invoice>;
  coupons: Record<string, Coupon>;
  promotionCodes: Record<string, PromotionCode>;
  discounts: Record<string, Discount>;
  schedules: Record<string, SubscriptionSchedule>;
  invoiceItems: Record<string, InvoiceItem>;
  paymentIntents: Record<string, PaymentIntent>;
  charges: Record<string, Charge>;
  invoicePayments: Record<string, InvoicePayment>;
  refunds: Record<string, Refund>;
  disputes: Record<string, Dispute>;
  meters: Record<string, Meter>;
  meterEvents: MeterEvent[];
  /** For which end of its trial a subscription's customer has been told. */
  trialNotices: Record<string, number>;
  /** What becomes of a subscription whose last attempt at payment has failed. */
  afterRetries: 'canceled' | 'unpaid' | 'past_due';
  portalConfigurations: Record<string, PortalConfiguration>;
  portalSessions: Record<string, PortalSession>;
  events: Record<string, StripeEvent>;
  webhookEndpoints: Record<string, WebhookEndpoint>;
  webhookSecrets: Record<string, string>;
  /** The application's next webhook secret, while both count. */
  secondWebhookSecret: string | null;
  deliveries: Delivery[];
  idempotency: Record<string, { request: string; status: number; body: string; atMs: number }>;
}

/** The state of a Stripe account on its first day. */
export function emptyState(baseUrl: string): StripeState {
  return {
    baseUrl,
    clockAheadSeconds: 0,
    customers: {},
    products: {},
    prices: {},
    paymentMethods: {},
    cardNumbers: {},
    checkoutSessions: {},
    checkoutOrders: {},
    subscriptions: {},
    invoices: {},
    coupons: {},
    promotionCodes: {},
    discounts: {},
    schedules: {},
    invoiceItems: {},
    paymentIntents: {},
    charges: {},
    invoicePayments: {},
    refunds: {},
    disputes: {},
    meters: {},
    meterEvents: [],
    trialNotices: {},
    afterRetries: 'canceled',
    portalConfigurations: {},
    portalSessions: {},
    events: {},
    webhookEndpoints: {},
    webhookSecrets: {},
    secondWebhookSecret: null,
    deliveries: [],
    idempotency: {},
  };
}
