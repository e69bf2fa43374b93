import type { Stripe } from 'stripe';

type Reference = string | { id: string } | null;

/** Where older API versions kept what newer ones moved; an endpoint at Stripe may still send events in them. */
interface OldSubscription {
  current_period_start?: number;
  current_period_end?: number;
  plan?: Reference;
}
interface OldItem {
  price?: Reference;
  plan?: Reference;
}
interface OldInvoice {
  subscription?: Reference;
}

/** The id of something that Stripe gives as an id or, when expanded, whole. */
export function idOf(reference: Reference | undefined): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

/** The period that is paid for, or should be: of the items together, or of the subscription in older API versions. */
export function periodOf(subscription: Stripe.Subscription): { start: Date | null; end: Date | null } {
  const old = subscription as OldSubscription;
  const items = subscription.items?.data ?? [];
  const starts = items.map((item) => item.current_period_start ?? old.current_period_start);
  const ends = items.map((item) => item.current_period_end ?? old.current_period_end);
  return { start: latest([...starts, old.current_period_start]), end: latest([...ends, old.current_period_end]) };
}

/** The ids of what is bought, whether as prices or as the plans that came before them. */
export function priceIdsOf(subscription: Stripe.Subscription): string[] {
  const items: OldItem[] = subscription.items?.data ?? [];
  const references = [...items.flatMap(({ price, plan }) => [price, plan]), (subscription as OldSubscription).plan];
  return references.map(idOf).filter((id) => id !== null);
}

const MONTHS: Record<string, number> = { day: 12 / 365, week: 12 / 52, month: 1, year: 12 };

/** What its items cost together, spread over months; unknown when a price does not say, or when currencies differ. */
export function monthlyRevenueOf(subscription: Stripe.Subscription): {
  monthlyAmount: number | null;
  currency: string | null;
} {
  const items = subscription.items?.data ?? [];
  const [currency] = items.map(({ price }) => price?.currency);
  const amounts = items.map(({ price, quantity }) => {
    const months = MONTHS[price?.recurring?.interval ?? ''];
    if (price?.currency !== currency || typeof price?.unit_amount !== 'number' || !months) return NaN;
    return (price.unit_amount * (quantity ?? 1)) / (months * (price.recurring?.interval_count ?? 1));
  });
  const sum = Math.round(amounts.reduce((total, amount) => total + amount, 0));
  return currency && Number.isFinite(sum) ? { monthlyAmount: sum, currency } : { monthlyAmount: null, currency: null };
}

/** Whether it ends with its period. Portals of newer API versions set the date instead of the flag. */
export function endsWithPeriod(subscription: Stripe.Subscription): boolean {
  if (subscription.cancel_at_period_end) return true;
  const { end } = periodOf(subscription);
  return end !== null && typeof subscription.cancel_at === 'number' && subscription.cancel_at * 1000 <= end.getTime();
}

/** The subscription that an invoice is for, if it is for one. */
export function subscriptionOfInvoice(invoice: Stripe.Invoice): string | null {
  return idOf(invoice.parent?.subscription_details?.subscription) ?? idOf((invoice as OldInvoice).subscription);
}

/** What must not be worked on by two at once: the customer, else the subscription, else only the event itself. */
export function subjectOf(event: Stripe.Event): string {
  const object = event.data.object as { object?: string; id?: string };
  const subscription =
    object.object === 'subscription' ? object.id : subscriptionOfInvoice(event.data.object as Stripe.Invoice);
  return customerOfEvent(event) ?? subscription ?? event.id;
}

/** The customer that an event is about, or null. */
function customerOfEvent(event: Stripe.Event): string | null {
  const object = event.data.object as { object?: string; id?: string; customer?: string | { id: string } | null };
  return object.object === 'customer' ? (object.id ?? null) : idOf(object.customer);
}

function latest(seconds: (number | undefined)[]): Date | null {
  const known = seconds.filter((value) => typeof value === 'number');
  return known.length > 0 ? new Date(Math.max(...known) * 1000) : null;
}
