import { z } from 'zod';
import { Feature, FEATURES, QUOTAS } from './features.js';
import { fieldsOf } from './fields.js';
import { Time } from './time.js';

/** How much of a quota is used. */
export const QuotaView = z
  .object({ limit: z.int().nonnegative(), used: z.int().nonnegative(), resetsAt: Time })
  .meta({ id: 'QuotaUse' });
export type QuotaView = z.output<typeof QuotaView>;

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
export const AccessReason = z.enum(ACCESS_REASONS).meta({ id: 'AccessReason' });
export type AccessReason = z.output<typeof AccessReason>;

/** Whether one feature is allowed, and why. */
export const FeatureAccess = z
  .object({
    allowed: z.boolean(),
    reason: AccessReason,
    plans: z.array(z.string()).optional().describe('Those that have it, where it is not allowed'),
  })
  .meta({ id: 'FeatureAccess' });
export type FeatureAccess = z.output<typeof FeatureAccess>;

/** The answer of `GET /billing/status`. */
export const BillingStatus = z
  .object({
    plan: z.string(),
    // Not an enum: a status that Stripe invents is shown as it is.
    status: z.string().describe('Stripe’s own word, or `none` without a subscription'),
    currentPeriodEnd: Time.nullable(),
    cancelAtPeriodEnd: z.boolean(),
    features: z.array(Feature),
    quotas: fieldsOf(QUOTAS, QuotaView).partial(),
    access: fieldsOf(FEATURES, FeatureAccess),
    pendingChange: z
      .object({ plan: z.string(), price: z.string().nullable(), at: Time })
      .nullable()
      .describe('Another plan that begins later, as after a downgrade'),
    price: z.string().nullable().describe('Stripe’s id of the price that a live subscription pays'),
    graceEndsAt: Time.nullable().describe('While access outlives what is paid for: until when'),
  })
  .meta({ id: 'BillingStatus' });
export type BillingStatus = z.output<typeof BillingStatus>;
