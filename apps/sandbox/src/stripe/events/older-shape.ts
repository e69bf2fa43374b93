import { copyOf } from '../copy.js';
import type { Fields, StripeEvent, Subscription } from '../types.js';

// From this version on a period stands on a subscription's items, and an invoice names its subscription in `parent`.
const firstOfNewShape = '2025-03-31';

/** The event as an endpoint with this API version gets it: what newer versions have moved is where it was. */
export function inShapeOf(event: StripeEvent, version: string | null): StripeEvent {
  if (version === null || version >= firstOfNewShape) return event;
  const older = { ...copyOf(event), api_version: version };
  const { object } = older.data;
  if (object.object === 'subscription') lowerSubscription(object as Subscription);
  if (object.object === 'invoice') lowerInvoice(object);
  return older;
}

function lowerSubscription(subscription: Subscription): void {
  const [first] = subscription.items.data;
  if (!first) return;
  subscription.current_period_start = first.current_period_start;
  subscription.current_period_end = first.current_period_end;
  subscription.plan = first.plan;
  for (const item of subscription.items.data as Partial<typeof first>[]) {
    delete item.current_period_start;
    delete item.current_period_end;
  }
}

function lowerInvoice(invoice: Fields): void {
  const { subscription_details } = invoice.parent as { subscription_details: { subscription: string } };
  invoice.subscription = subscription_details.subscription;
  invoice.subscription_details = subscription_details;
  invoice.paid = invoice.status === 'paid';
  delete invoice.parent;
}
