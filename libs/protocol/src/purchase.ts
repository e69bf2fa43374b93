import { z } from 'zod';
import { Time } from './time.js';

const planChoice = { plan: z.string().min(1).max(64), price: z.string().min(1).max(255).optional() };

/** What to buy; without `price` the plan's first one. */
export const CheckoutRequest = z.strictObject(planChoice).meta({ id: 'CheckoutRequest' });
export type CheckoutRequest = z.output<typeof CheckoutRequest>;

/** Where to change to; without `price` the plan's first one. */
export const ChangeRequest = z.strictObject(planChoice).meta({ id: 'ChangeRequest' });
export type ChangeRequest = z.output<typeof ChangeRequest>;

/** The answer of `POST /billing/change`: when the change takes effect. */
export const ChangeView = z.object({ effective: z.enum(['now', 'period_end']), at: Time }).meta({ id: 'Change' });
export type ChangeView = z.output<typeof ChangeView>;

export const PORTAL_FLOWS = ['payment_method_update', 'subscription_cancel', 'subscription_update'] as const;
export const PortalRequest = z.strictObject({ flow: z.enum(PORTAL_FLOWS).optional() }).meta({ id: 'PortalRequest' });
export type PortalRequest = z.output<typeof PortalRequest>;

/** A page of somebody else's, Stripe or a provider, where the browser goes next. */
export const PageUrl = z.object({ url: z.url() }).meta({ id: 'PageUrl' });
export type PageUrl = z.output<typeof PageUrl>;

/** The answer of `POST /billing/webhook`. */
export const WebhookReceipt = z.object({ received: z.literal(true) }).meta({ id: 'WebhookReceipt' });
export type WebhookReceipt = z.output<typeof WebhookReceipt>;
