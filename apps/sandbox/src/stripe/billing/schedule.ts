import { itemOf, type Account } from '../account.js';
import { periodEnd } from '../period.js';
import { planOf } from '../resources/catalogue.js';
import { newSchedule } from '../resources/subscription-schedule.js';
import type { Price, SchedulePhase, Subscription, SubscriptionSchedule } from '../types.js';
import { cancelNow } from './cancel.js';
import { changeItem } from './change-item.js';

/** The schedule that a subscription follows, or null. */
export function findScheduleOf(account: Account, subscription: Subscription): SubscriptionSchedule | null {
  return account.state.schedules[subscription.schedule ?? ''] ?? null;
}

/** Lets a subscription follow a schedule. */
export function follow(account: Account, subscription: Subscription, schedule: SubscriptionSchedule): void {
  account.state.schedules[schedule.id] = schedule;
  account.events.record('subscription_schedule.created', schedule);
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.schedule = schedule.id;
  });
}

/** Lets go of a subscription: it stays what it is, and no schedule changes it any more. */
export function endSchedule(
  account: Account,
  subscription: Subscription,
  status: 'released' | 'canceled' | 'completed',
): void {
  const schedule = findScheduleOf(account, subscription);
  if (!schedule) return;
  const now = account.clock.now();
  schedule.status = status;
  schedule.current_phase = null;
  if (status === 'released') {
    schedule.released_at = now;
    schedule.released_subscription = subscription.id;
    schedule.subscription = null;
  } else if (status === 'canceled') schedule.canceled_at = now;
  else schedule.completed_at = now;
  account.events.record(`subscription_schedule.${status}`, schedule);
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.schedule = null;
  });
}

/** Lets the subscription sell something else from its next period on, in place of any change that waits already. */
export function switchAtPeriodEnd(account: Account, subscription: Subscription, price: Price, quantity: number): void {
  endSchedule(account, subscription, 'released');
  const schedule = newSchedule(subscription, {}, account.clock.now());
  const [now] = schedule.phases as [SchedulePhase];
  const next: SchedulePhase = {
    ...now,
    start_date: now.end_date,
    end_date: periodEnd(now.end_date, price.recurring, 1),
    items: now.items.map((item) => ({ ...item, plan: price.id, price: price.id, quantity })),
    proration_behavior: 'none',
    trial_end: null,
  };
  schedule.phases.push(next);
  follow(account, subscription, schedule);
}

/** A phase is over: the next one begins, or the schedule has come to its end. */
export function turnPhase(account: Account, subscription: Subscription): void {
  const schedule = findScheduleOf(account, subscription);
  const over = schedule?.current_phase?.end_date;
  if (!schedule || over === undefined) return;
  const next = schedule.phases.find((phase) => phase.start_date === over);
  if (next) return enterPhase(account, subscription, schedule, next, next.proration_behavior);
  if (schedule.end_behavior === 'release') return endSchedule(account, subscription, 'released');
  endSchedule(account, subscription, 'completed');
  cancelNow(account, subscription);
}

/** Makes the subscription what a phase says. */
export function enterPhase(
  account: Account,
  subscription: Subscription,
  schedule: SubscriptionSchedule,
  phase: SchedulePhase,
  proration: SchedulePhase['proration_behavior'],
): void {
  account.change('subscription_schedule.updated', schedule, (changing) => {
    changing.current_phase = { end_date: phase.end_date, start_date: phase.start_date };
  });
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.metadata = { ...changing.metadata, ...phase.metadata };
    // A phase that does not name a discount again ends it.
    const named = phase.discounts.map(({ discount }) => discount);
    changing.discounts = changing.discounts.filter((discount) => named.includes(discount));
  });
  const [wanted] = phase.items;
  const price = account.state.prices[wanted?.price ?? ''];
  const item = itemOf(subscription);
  if (!wanted || !price || (price.id === item.price.id && wanted.quantity === item.quantity)) return;
  if (account.clock.now() === item.current_period_end) return swapBeforeRenewal(account, subscription, price, wanted);
  changeItem(account, subscription, { price, quantity: wanted.quantity, proration, mustBePaid: false });
}

// The period ends at this very moment, so the renewal that comes next charges the new price and nothing is prorated.
function swapBeforeRenewal(account: Account, subscription: Subscription, price: Price, wanted: { quantity: number }) {
  const item = itemOf(subscription);
  account.change('customer.subscription.updated', subscription, (changing) => {
    if (price.recurring.interval !== item.price.recurring.interval) {
      changing.billing_cycle_anchor = item.current_period_end;
    }
    item.price = price;
    item.plan = planOf(price);
    item.quantity = wanted.quantity;
  });
}
