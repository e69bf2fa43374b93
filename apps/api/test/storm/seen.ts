import { planOf } from './prices.js';
import type { TrueSubscription } from './stripe-account.js';

/** What the application should have seen of a subscription, at one moment. */
export interface Seen {
  plan: string;
  status: string;
  cancelAtPeriodEnd: boolean;
}

/** What the application should see of it now. */
export const seenOf = (now: TrueSubscription): Seen => ({
  plan: planOf(now.items.data[0].price.id),
  status: now.status,
  cancelAtPeriodEnd: now.cancel_at_period_end,
});

export const inWords = ({ plan, status, cancelAtPeriodEnd }: Seen) =>
  `${plan}, ${status}${cancelAtPeriodEnd ? ', ending' : ''}`;
