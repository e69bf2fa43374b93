import type { BillingStatus, Price } from '#lib/api/types.js';
import { formatDate, formatPrice } from '#lib/format.js';

/** The subscription's state as a short label and a sentence. */
export function describeStatus(status: BillingStatus): {
  label: string;
  sentence: string;
  tone: 'good' | 'plain' | 'bad';
} {
  const end = status.currentPeriodEnd ? formatDate(status.currentPeriodEnd) : null;
  if (status.cancelAtPeriodEnd && ['active', 'trialing'].includes(status.status)) {
    return {
      label: 'Ends soon',
      sentence: end ? `Cancelled; you keep the plan until ${end}.` : 'Cancelled; it ends soon.',
      tone: 'plain',
    };
  }
  switch (status.status) {
    case 'none':
      return { label: 'No subscription', sentence: 'You are on the free plan and pay nothing.', tone: 'plain' };
    case 'active':
      return { label: 'Active', sentence: end ? `Renews on ${end}.` : 'Your subscription is active.', tone: 'good' };
    case 'trialing':
      return {
        label: 'Trial',
        sentence: end ? `Your trial runs until ${end}.` : 'Your trial is running.',
        tone: 'good',
      };
    case 'past_due':
      return { label: 'Payment failed', sentence: 'The last payment did not go through.', tone: 'bad' };
    case 'unpaid':
      return {
        label: 'Unpaid',
        sentence: 'Several payments did not go through; paid features are switched off.',
        tone: 'bad',
      };
    case 'incomplete':
      return { label: 'Not finished', sentence: 'The first payment is not finished yet.', tone: 'bad' };
    case 'incomplete_expired':
      return {
        label: 'Expired',
        sentence: 'The first payment was never finished, so the subscription expired.',
        tone: 'plain',
      };
    case 'canceled':
      return { label: 'Ended', sentence: 'Your subscription has ended; you are on the free plan.', tone: 'plain' };
    case 'paused':
      return {
        label: 'Paused',
        sentence: 'Your subscription is paused; paid features are switched off.',
        tone: 'plain',
      };
    default:
      return { label: status.status, sentence: `Stripe reports the state “${status.status}”.`, tone: 'plain' };
  }
}

/** "$20" "per month"; a plan without a price costs nothing in the currency of the others. */
export function describePrice(price: Price | undefined, currency = 'usd'): { amount: string; per: string } {
  if (!price) return { amount: formatPrice(0, currency), per: 'forever' };
  if (price.amount === null || !price.currency) return { amount: 'Price at checkout', per: '' };
  return { amount: formatPrice(price.amount, price.currency), per: price.interval ? `per ${price.interval}` : '' };
}

const FEATURES: Record<string, { name: string; about: string }> = {
  turns: { name: 'Chat', about: 'Ask questions and read streamed answers.' },
  long_turns: { name: 'Long messages', about: 'Send whole documents in one message.' },
  premium_models: { name: 'Premium model', about: 'Choose the stronger model for a question.' },
};

/** A feature's name and one sentence about it; unknown ones are shown by their own name. */
export function describeFeature(feature: string): { name: string; about: string } {
  const words = feature.replaceAll('_', ' ');
  return FEATURES[feature] ?? { name: words.charAt(0).toUpperCase() + words.slice(1), about: '' };
}
