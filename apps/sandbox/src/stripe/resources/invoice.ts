import type { Totals } from '../billing/totals.js';
import { newId } from '../ids.js';
import type { Customer, Invoice, Subscription } from '../types.js';
import { newInvoiceLine, type Line } from './invoice-line.js';
import { listOf } from './list.js';

/** What an invoice is for. */
export interface InvoiceTerms {
  customer: Customer;
  subscription: Subscription;
  lines: Line[];
  totals: Totals;
  reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update' | 'upcoming';
  created: number;
  previousPeriodStart: number;
  baseUrl: string;
}

/** A new invoice, already finalized and open, as the API shows it. */
export function newInvoice(terms: InvoiceTerms): Invoice {
  const { customer, subscription, totals, created } = terms;
  const id = newId('in_1', 23);
  const page = `${terms.baseUrl}/i/${id}`;
  const number = `${customer.invoice_prefix}-${String(customer.next_invoice_sequence).padStart(4, '0')}`;
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Turnpike sandbox',
    account_tax_ids: null,
    amount_due: totals.due,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: totals.due,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: automaticTaxOf(subscription),
    automatically_finalizes_at: null,
    billing_reason: terms.reason,
    collection_method: 'charge_automatically',
    created,
    currency: subscription.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address,
    customer_email: customer.email,
    customer_name: customer.name,
    customer_phone: customer.phone,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: totals.discounts.map(({ discount }) => discount),
    due_date: null,
    effective_at: created,
    ending_balance: totals.endingBalance,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: page,
    invoice_pdf: `${page}/pdf`,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: listOf(linesOf(id, terms), `/v1/invoices/${id}/lines`),
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number,
    on_behalf_of: null,
    parent: {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: 'subscription_details',
    },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    // Stripe dates an invoice by the period before it, which for the first one is no time at all.
    period_end: created,
    period_start: terms.previousPeriodStart,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: totals.startingBalance,
    statement_descriptor: null,
    status: 'open',
    status_transitions: { finalized_at: created, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subscription: null,
    subtotal: totals.subtotal,
    subtotal_excluding_tax: totals.subtotal,
    test_clock: null,
    total: totals.total,
    total_discount_amounts: totals.discounts,
    total_excluding_tax: totals.total - totals.tax,
    total_pretax_credit_amounts: [],
    total_taxes: taxesOf(totals),
    webhooks_delivered_at: created,
  };
}

/** The same as a look ahead: a draft that exists nowhere, of what would be charged. */
export function previewOf(invoice: Invoice): Invoice {
  return {
    ...invoice,
    id: invoice.id.replace('in_', 'upcoming_in_'),
    hosted_invoice_url: null,
    invoice_pdf: null,
    number: null,
    status: 'draft',
    effective_at: null,
    status_transitions: { ...invoice.status_transitions, finalized_at: null },
    webhooks_delivered_at: null,
  };
}

function automaticTaxOf({ automatic_tax: { enabled } }: Subscription) {
  return enabled
    ? { disabled_reason: null, enabled, liability: { type: 'self' }, provider: 'stripe', status: 'complete' }
    : { disabled_reason: null, enabled, liability: null, provider: null, status: null };
}

// With a single line it bears everything; with several, Stripe spreads by a rule that no reader should build upon.
function linesOf(id: string, { lines, totals, subscription }: InvoiceTerms) {
  return lines.map((line, index) =>
    newInvoiceLine(id, subscription, line, {
      discounts: index === 0 ? totals.discounts : [],
      taxes: index === 0 ? taxesOf(totals) : [],
    }),
  );
}

function taxesOf({ tax, taxable }: Totals) {
  if (tax === 0) return [];
  const tax_rate_details = { tax_rate: 'txr_sandbox' };
  return [
    {
      amount: tax,
      tax_behavior: 'exclusive',
      tax_rate_details,
      taxability_reason: 'standard_rated',
      taxable_amount: taxable,
      type: 'tax_rate_details',
    },
  ];
}
