import type { Fields, List, Resource } from './base.js';

export interface Invoice extends Resource {
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  attempt_count: number;
  attempted: boolean;
  billing_reason: string;
  created: number;
  currency: string;
  customer: string;
  customer_email: string | null;
  customer_name: string | null;
  discounts: string[];
  ending_balance: number | null;
  lines: List<InvoiceLine>;
  next_payment_attempt: number | null;
  number: string | null;
  parent: { subscription_details: { subscription: string } & Fields } & Fields;
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  status_transitions: { finalized_at: number | null; paid_at: number | null } & Fields;
  subtotal: number;
  total: number;
  total_discount_amounts: { amount: number; discount: string }[];
  total_taxes: ({ amount: number } & Fields)[];
}

export interface InvoiceLine extends Resource {
  amount: number;
  description: string;
  period: { start: number; end: number };
}

/** An amount that waits for the subscription's next invoice. */
export interface InvoiceItem extends Resource {
  amount: number;
  customer: string;
  date: number;
  description: string;
  invoice: string | null;
  period: { start: number; end: number };
  proration: boolean;
  quantity: number;
  parent: { subscription_details: { subscription: string; subscription_item: string } } & Fields;
  pricing: { price_details: { price: string; product: string } } & Fields;
}
