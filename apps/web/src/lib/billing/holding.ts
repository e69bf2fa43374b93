import type { BillingStatus, Plan, Price } from '#lib/api/types.js';
import { isLive, standingOf } from './offers.js';

/** What the running subscription pays, as far as it is on offer, or as only one price can be meant. */
export function paidPrice(status: BillingStatus | null, plans: Plan[]): Price | null {
  if (!status) return null;
  if (status.price) return plans.flatMap(({ prices }) => prices).find(({ id }) => id === status.price) ?? null;
  const [only, ...more] = plans.find(({ name }) => name === status.plan)?.prices ?? [];
  return more.length === 0 && isLive(status) ? (only ?? null) : null;
}

/** The plan that the running subscription is for. It may give less right now, as while a payment is open. */
export function boughtPlan(status: BillingStatus | null, plans: Plan[]): Plan | null {
  if (!status || !isLive(status)) return null;
  const paid = paidPrice(status, plans);
  const paidFor = plans.find(({ prices }) => prices.some(({ id }) => id === paid?.id));
  const given = plans.find(({ name }) => name === status.plan);
  return paidFor ?? (given?.prices.length ? given : null);
}

/** Whether the subscription runs, and is for a plan that is not offered any more. */
export function isForGonePlan(status: BillingStatus, plans: Plan[]): boolean {
  if (Object.values(status.access).some(({ reason }) => reason === 'unknown_plan')) return true;
  // Soon nobody remembers its name, and only its price tells that there is one.
  const isPaid = standingOf(status) === 'subscriber' && status.price !== null && plans.length > 0;
  return isPaid && boughtPlan(status, plans) === null;
}
