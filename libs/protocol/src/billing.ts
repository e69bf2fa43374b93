import { z } from 'zod';
import type { Feature, Quota } from './features.js';

export const CheckoutRequest = z.strictObject({ plan: z.string().min(1).max(64) });
export type CheckoutRequest = z.output<typeof CheckoutRequest>;

export const PORTAL_FLOWS = ['payment_method_update', 'subscription_cancel', 'subscription_update'] as const;
export const PortalRequest = z.strictObject({ flow: z.enum(PORTAL_FLOWS).optional() });
export type PortalRequest = z.output<typeof PortalRequest>;

/** How much of a quota is used; `resetsAt` is ISO 8601 UTC. */
export interface QuotaView {
  limit: number;
  used: number;
  resetsAt: string;
}

/** The answer of `GET /billing/status`. `status` is Stripe's own word, or `none` without a subscription. */
export interface BillingStatus {
  plan: string;
  status: string;
  currentPeriodEnd: string | null;
  cancelAtPeriodEnd: boolean;
  features: Feature[];
  quotas: Partial<Record<Quota, QuotaView>>;
}

/** One plan of `GET /billing/plans`; amounts are in the currency's smallest unit. */
export interface PlanView {
  name: string;
  label: string;
  prices: { id: string; amount: number | null; currency: string | null; interval: string | null }[];
  features: Feature[];
  quotas: Partial<Record<Quota, number>>;
}

export interface InvoiceView {
  number: string | null;
  date: string;
  amount: number;
  currency: string;
  status: string | null;
  pdf: string | null;
}
