import type {
  CheckoutOrder,
  CheckoutSession,
  Customer,
  Delivery,
  Invoice,
  PaymentMethod,
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
  portalSessions: Record<string, PortalSession>;
  events: Record<string, StripeEvent>;
  webhookEndpoints: Record<string, WebhookEndpoint>;
  webhookSecrets: Record<string, string>;
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
    portalSessions: {},
    events: {},
    webhookEndpoints: {},
    webhookSecrets: {},
    deliveries: [],
    idempotency: {},
  };
}
