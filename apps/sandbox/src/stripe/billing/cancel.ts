import { itemOf, type Account } from '../account.js';
import type { Subscription } from '../types.js';

/** Ends a subscription now. */
export function cancelNow(account: Account, subscription: Subscription, reason = 'cancellation_requested'): void {
  const now = account.clock.now();
  subscription.status = 'canceled';
  subscription.canceled_at ??= now;
  subscription.ended_at = now;
  subscription.cancellation_details.reason ??= reason;
  account.events.record('customer.subscription.deleted', subscription);
}

/** Lets a subscription run to the end of what is paid for, or takes that back. */
export function setCancelAtPeriodEnd(account: Account, subscription: Subscription, atPeriodEnd: boolean): void {
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.cancel_at_period_end = atPeriodEnd;
    changing.cancel_at = atPeriodEnd ? itemOf(changing).current_period_end : null;
    changing.canceled_at = atPeriodEnd ? account.clock.now() : null;
    changing.cancellation_details.reason = atPeriodEnd ? 'cancellation_requested' : null;
  });
}
