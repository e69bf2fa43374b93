import { itemOf, type Account } from '../account.js';
import { nextPeriodEnd } from '../period.js';
import { planOf } from '../resources/catalogue.js';
import type { Price, Subscription } from '../types.js';
import { collect, invoicePeriod } from './collect.js';

/**
 * Puts another price on the subscription's item. With the same interval the new price counts from the next invoice on
 * (the sandbox does not prorate); with another a new period begins and is paid at once.
 */
export function switchPrice(account: Account, subscription: Subscription, price: Price, quantity: number): void {
  const item = itemOf(subscription);
  const { interval, interval_count } = item.price.recurring;
  const startsAnew = interval !== price.recurring.interval || interval_count !== price.recurring.interval_count;
  const previousPeriodStart = item.current_period_start;
  account.change('customer.subscription.updated', subscription, () => {
    item.price = price;
    item.plan = planOf(price);
    item.quantity = quantity;
    if (startsAnew) {
      const now = account.clock.now();
      subscription.billing_cycle_anchor = now;
      item.current_period_start = now;
      item.current_period_end = nextPeriodEnd(now, price.recurring, now);
    }
  });
  if (!startsAnew) return;
  const invoice = invoicePeriod(account, subscription, {
    reason: 'subscription_update',
    amount: price.unit_amount * quantity,
    description: `${quantity} × ${account.nameOf(price)}`,
    previousPeriodStart,
  });
  if (!collect(account, invoice, subscription)) {
    account.change('customer.subscription.updated', subscription, (changing) => {
      changing.status = 'past_due';
    });
  }
}
