import type { Totals } from '../billing/totals.js';
import { newId } from '../ids.js';
import type { CheckoutOrder, CheckoutSession, Customer, Fields, Metadata, Price } from '../types.js';

/** What a checkout session is created with. */
export interface CheckoutTerms {
  currency: string;
  totals: Totals;
  order: CheckoutOrder;
  allowsCodes: boolean | null;
  customer: Customer | null;
  customerEmail: string | null;
  clientReferenceId: string | null;
  metadata: Metadata;
  successUrl: string;
  cancelUrl: string | null;
  created: number;
  expiresAt: number;
  baseUrl: string;
}

/** A new, open checkout session, as the API shows it. */
export function newCheckoutSession(terms: CheckoutTerms): CheckoutSession {
  const id = newId('cs_test', 58);
  const { totals, order } = terms;
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: terms.allowsCodes,
    amount_subtotal: totals.subtotal,
    amount_total: totals.total,
    automatic_tax: automaticTaxOf(order),
    billing_address_collection: null,
    cancel_url: terms.cancelUrl,
    client_reference_id: terms.clientReferenceId,
    client_secret: null,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    consent_collection: null,
    created: terms.created,
    currency: terms.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: terms.customer?.id ?? null,
    customer_account: null,
    customer_creation: terms.customer ? null : 'always',
    customer_details: customerDetails(terms.customer?.email ?? terms.customerEmail, terms.customer?.name ?? null),
    customer_email: terms.customerEmail,
    discounts: discountsOf(order),
    expires_at: terms.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: null,
    managed_payments: { enabled: false },
    metadata: terms.metadata,
    mode: 'subscription',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: order.cardOptional ? 'if_required' : 'always',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: {
      allow_redisplay_filters: ['always'],
      payment_method_remove: 'disabled',
      payment_method_save: null,
    },
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: terms.successUrl,
    total_details: detailsOf(totals),
    ui_mode: 'hosted_page',
    url: `${terms.baseUrl}/c/pay/${id}`,
    wallet_options: null,
  };
}

function automaticTaxOf({ automaticTax: enabled }: CheckoutOrder): Fields {
  return enabled
    ? { enabled, liability: { type: 'self' }, provider: 'stripe', status: 'requires_location_inputs' }
    : { enabled, liability: null, provider: null, status: null };
}

/** The session's discounts, by the coupon or the code that each came by. */
export function discountsOf({ discounts }: CheckoutOrder): Fields[] {
  return discounts.map(({ coupon, promotionCode }) => ({
    coupon: promotionCode ? null : coupon,
    promotion_code: promotionCode,
  }));
}

/** How the session's total came about. */
export function detailsOf(totals: Totals): Fields {
  const amount_discount = totals.discounts.reduce((sum, { amount }) => sum + amount, 0);
  return { amount_discount, amount_shipping: 0, amount_tax: totals.tax };
}

/** The buyer as the session shows them: null until there is an address to show. */
export function customerDetails(email: string | null, name: string | null): Fields | null {
  if (!email) return null;
  return {
    address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
    business_name: null,
    email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  };
}

/** One line of a checkout session, which the API shows only when asked to. */
export function newCheckoutLine(price: Price, quantity: number, description: string, totals: Totals): Fields {
  return {
    id: newId('li_1', 23),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: totals.subtotal - totals.taxable,
    amount_subtotal: totals.subtotal,
    amount_tax: totals.tax,
    amount_total: totals.total,
    currency: price.currency,
    description,
    metadata: {},
    price,
    quantity,
  };
}
