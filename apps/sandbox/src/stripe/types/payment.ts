import type { Fields, Metadata, Resource } from './base.js';

export interface PaymentIntent extends Resource {
  amount: number;
  amount_received: number;
  customer: string;
  latest_charge: string | null;
  payment_method: string | null;
  status: string;
}

export interface Charge extends Resource {
  amount: number;
  amount_refunded: number;
  currency: string;
  customer: string;
  disputed: boolean;
  paid: boolean;
  payment_intent: string;
  payment_method: string | null;
  refunded: boolean;
  status: 'succeeded' | 'failed';
}

export interface InvoicePayment extends Resource {
  amount_paid: number | null;
  amount_requested: number;
  invoice: string;
  payment: { type: 'payment_intent'; payment_intent: string };
  status: 'open' | 'paid' | 'canceled';
  status_transitions: { canceled_at: number | null; paid_at: number | null };
}

export interface Refund extends Resource {
  amount: number;
  charge: string;
  metadata: Metadata;
  payment_intent: string;
  status: string;
}

export interface Dispute extends Resource {
  amount: number;
  charge: string;
  evidence: Fields;
  metadata: Metadata;
  payment_intent: string;
  status: string;
}
