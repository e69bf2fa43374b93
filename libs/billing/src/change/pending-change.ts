import type { Stripe } from 'stripe';
import { idOf } from '../stripe/stripe-shapes.js';

type Phase = Stripe.SubscriptionSchedule.Phase;

/** The schedule that a subscription follows, where Stripe was asked to expand it. */
export function scheduleOf({ schedule }: Stripe.Subscription): Stripe.SubscriptionSchedule | null {
  return schedule && typeof schedule === 'object' ? schedule : null;
}

/** The prices that a subscription will have later, and from when; null when it stays as it is. */
export function pendingChangeOf(subscription: Stripe.Subscription): { prices: string[]; at: Date } | null {
  const next = scheduleOf(subscription)?.phases.find(({ start_date }) => start_date * 1000 > Date.now());
  return next ? { prices: pricesOf(next), at: new Date(next.start_date * 1000) } : null;
}

const pricesOf = ({ items }: Phase): string[] => items.map(({ price }) => idOf(price)).filter((id) => id !== null);
