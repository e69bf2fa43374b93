import type { Grace } from '../subscription/access.js';
import type { Subscription } from '../subscription/subscription.entity.js';

/** In which ways Stripe and our copy of it can differ. */
export const DRIFT_KINDS = [
  'paid_but_locked',
  'free_but_open',
  'out_of_date',
  'subscription_unknown_here',
  'subscription_unknown_at_stripe',
  'customer_unknown_here',
  'customer_unknown_at_stripe',
  'missed_event',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** One difference. `id` is the subscription, customer or event of Stripe that it is about. */
export interface Drift {
  kind: DriftKind;
  id: string;
  customer?: string;
  repaired: boolean;
}

/** How what we stored of a subscription differs from what Stripe says of it, read the same way. Null: not at all. */
export function driftBetween(ours: Subscription | null, truth: Subscription, grace: Grace): DriftKind | null {
  const isOpen = ours?.access(grace).allowed ?? false;
  const shouldBeOpen = truth.access(grace).allowed;
  if (shouldBeOpen && !isOpen) return 'paid_but_locked';
  if (isOpen && !shouldBeOpen) return 'free_but_open';
  if (!ours) return 'subscription_unknown_here';
  return factsOf(ours) === factsOf(truth) ? null : 'out_of_date';
}

const factsOf = ({ plan, status, currentPeriodEnd, cancelAtPeriodEnd }: Subscription) =>
  JSON.stringify([plan, status, currentPeriodEnd, cancelAtPeriodEnd]);
