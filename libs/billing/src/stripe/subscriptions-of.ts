import type { Stripe } from 'stripe';
import { CustomerGone } from '../billing.errors.js';
import type { Patience, StripeClient } from './stripe.client.js';

/** All subscriptions of a customer, ended ones too, with their schedules; none of one that was deleted at Stripe. */
export async function subscriptionsOf(
  stripe: StripeClient,
  customer: string,
  patience?: Patience,
): Promise<Stripe.Subscription[]> {
  const params = { customer, status: 'all' as const, limit: 100, expand: ['data.schedule'] };
  try {
    const page = await stripe.ask('subscriptions.list', (each) => each.subscriptions.list(params), patience);
    return [...page.data];
  } catch (error) {
    if (error instanceof CustomerGone) return [];
    throw error;
  }
}
