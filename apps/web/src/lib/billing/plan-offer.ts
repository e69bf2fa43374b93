import { m } from '#messages';
import type { BillingStatus, Plan, Price } from '#lib/api/types.js';
import { formatDate } from '#lib/format.js';
import { boughtPlan, paidPrice } from './holding.js';
import { standingOf } from './offers.js';

/** What a plan's card offers: a button, or words why there is none. */
export type Offer = 'buy' | 'change' | 'leave' | { words: string };

/** What the card of a plan offers at a price, or without one, to whoever has this status. */
export function offerOf(plan: Plan, price: Price | undefined, status: BillingStatus, plans: Plan[]): Offer {
  const standing = standingOf(status);
  const isBought = boughtPlan(status, plans)?.name === plan.name;
  if (standing === 'debtor')
    return { words: isBought ? m.billing_offer_waits() : price ? m.billing_offer_settle() : m.billing_offer_without() };
  if (!price) {
    if (standing === 'buyer') return { words: m.billing_offer_yours() };
    return status.cancelAtPeriodEnd ? begins(status.currentPeriodEnd) : 'leave';
  }
  if (standing === 'buyer') return 'buy';
  const waits = status.pendingChange;
  if (waits?.plan === plan.name && (waits.price ? waits.price === price.id : !isBought)) return begins(waits.at);
  // While nobody tells which of several prices is paid, each can be asked for.
  const paid = paidPrice(status, plans);
  const isPaid = paid ? paid.id === price.id : !status.price && plan.prices.length === 1;
  return isBought && isPaid ? { words: m.billing_offer_yours() } : 'change';
}

const begins = (at: string | null): Offer => ({
  words: at ? m.billing_offer_begins({ date: formatDate(at) }) : m.billing_offer_next(),
});
