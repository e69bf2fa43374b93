import type { Fields, Metadata, Resource } from './base.js';
import type { DiscountSource } from './catalogue.js';

export interface CheckoutSession extends Resource {
  cancel_url: string | null;
  client_reference_id: string | null;
  created: number;
  customer: string | null;
  customer_email: string | null;
  customer_details: Fields | null;
  expires_at: number;
  invoice: string | null;
  metadata: Metadata;
  mode: string;
  payment_status: 'paid' | 'unpaid' | 'no_payment_required';
  status: 'open' | 'complete' | 'expired';
  subscription: string | null;
  success_url: string;
  url: string | null;
}

/** What a checkout session was asked to sell; Stripe keeps it beside the session and shows it only when expanded. */
export interface CheckoutOrder {
  price: string;
  quantity: number;
  trialDays: number;
  trialEnd: number | null;
  endBehavior: string;
  subscriptionMetadata: Metadata;
  discounts: DiscountSource[];
  automaticTax: boolean;
  cardOptional: boolean;
  keepsAddress: boolean;
}
