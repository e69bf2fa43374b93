import { z } from 'zod';
import type { Feature, Quota } from './features.js';

const planChoice = { plan: z.string().min(1).max(64), price: z.string().min(1).max(255).optional() };

/** What to buy; without `price` the plan's first one. */
export const CheckoutRequest = z.strictObject(planChoice);
export type CheckoutRequest = z.output<typeof CheckoutRequest>;

/** Where to change to; without `price` the plan's first one. */
export const ChangeRequest = z.strictObject(planChoice);
export type ChangeRequest = z.output<typeof ChangeRequest>;

/** The answer of `POST /billing/change`: when the change takes effect, `at` as ISO 8601 UTC. */
export interface ChangeView {
  effective: 'now' | 'period_end';
  at: string;
}

export const PORTAL_FLOWS = ['payment_method_update', 'subscription_cancel', 'subscription_update'] as const;
export const PortalRequest = z.strictObject({ flow: z.enum(PORTAL_FLOWS).optional() });
export type PortalRequest = z.output<typeof PortalRequest>;

/** How much of a quota is used; `resetsAt` is ISO 8601 UTC. */
export interface QuotaView {
  limit: number;
  used: number;
  resetsAt: string;
}

/** Why a feature is, or is not, allowed. The codes never change; docs/access.md says what each means. */
export const ACCESS_REASONS = [
  'free_plan',
  'active',
  'trial',
  'grace',
  'payment_grace',
  'not_in_plan',
  'unknown_plan',
  'ended',
  'end_unknown',
  'payment_due',
  'canceled',
  'unpaid',
  'incomplete',
  'incomplete_expired',
  'paused',
  'unknown_status',
] as const;
export type AccessReason = (typeof ACCESS_REASONS)[number];

/** Whether one feature is allowed, and why; `plans` are those that have it, where it is not. */
export interface FeatureAccess {
  allowed: boolean;
  reason: AccessReason;
  plans?: string[];
}

/** The answer of `GET /billing/status`. `status` is Stripe's own word, or `none` without a subscription. */
export interface BillingStatus {
  plan: string;
  status: string;
  currentPeriodEnd: string | null;
  cancelAtPeriodEnd: boolean;
  features: Feature[];
  quotas: Partial<Record<Quota, QuotaView>>;
  access: Record<Feature, FeatureAccess>;
  /** Another plan that begins later, as after a downgrade. */
  pendingChange: { plan: string; price: string | null; at: string } | null;
  /** Stripe's id of the price that a live subscription pays. */
  price: string | null;
  /** While access outlives what is paid for: until when. */
  graceEndsAt: string | null;
}

/** One price of a plan; unknown while Stripe cannot say. `intervalCount` is left out when it is 1. */
export interface PriceView {
  id: string;
  amount: number | null;
  currency: string | null;
  interval: string | null;
  intervalCount?: number;
}

/** One plan of `GET /billing/plans`; amounts are in the currency's smallest unit. */
export interface PlanView {
  name: string;
  label: string;
  prices: PriceView[];
  /** How many days are free for whoever never had a subscription; left out when none are. */
  trialDays?: number;
  features: Feature[];
  quotas: Partial<Record<Quota, number>>;
}

/** `url` is Stripe's page of the invoice, where an open one can be paid. */
export interface InvoiceView {
  number: string | null;
  date: string;
  amount: number;
  currency: string;
  status: string | null;
  url: string | null;
  pdf: string | null;
}

/** The answer of `GET /billing/invoices`, newest first. */
export interface InvoicesView {
  invoices: InvoiceView[];
  nextCursor: string | null;
}
