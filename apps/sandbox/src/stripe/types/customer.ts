import type { Fields, Metadata, Resource } from './base.js';

export interface Customer extends Resource {
  created: number;
  email: string | null;
  name: string | null;
  phone: string | null;
  description: string | null;
  metadata: Metadata;
  address: Fields | null;
  balance: number;
  delinquent: boolean;
  invoice_prefix: string;
  next_invoice_sequence: number;
  invoice_settings: { default_payment_method: string | null } & Fields;
  deleted?: true;
}

export interface PaymentMethod extends Resource {
  created: number;
  customer: string | null;
  card: { brand: string; last4: string; exp_month: number; exp_year: number } & Fields;
}
