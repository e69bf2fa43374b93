import type { Account } from '../account.js';
import { flag, group, integer, mergeMetadata, rows, text, type Params } from '../api/params.js';
import { invalid, missing, StripeError } from '../api/stripe.errors.js';
import type { SubscribeTerms } from '../billing/subscribe.js';
import type { ProrationBehavior } from '../types.js';
import { priceNamed } from './catalogue.routes.js';
import { customerIn } from './customers.routes.js';
import { discountsIn } from './discount-sources.js';

const prorations: readonly string[] = ['create_prorations', 'always_invoice', 'none'];
const paymentBehaviors: readonly string[] = ['allow_incomplete', 'default_incomplete', 'error_if_incomplete'];
const endBehaviors: readonly string[] = ['create_invoice', 'cancel', 'pause'];

/** What a call that creates a subscription asks for. */
export function termsIn(account: Account, params: Params): SubscribeTerms {
  const customer = customerIn(account, params);
  if (!customer) throw missing('customer');
  const [item, ...others] = rows(params, 'items');
  if (!item) throw missing('items');
  if (others.length > 0) throw invalid('items', 'This sandbox sells one thing at a time.');
  const paymentMethod = text(params, 'default_payment_method') ?? customer.invoice_settings.default_payment_method;
  const trialEnd = trialEndIn(params, account.clock.now());
  if (trialEnd === null && !account.state.paymentMethods[paymentMethod ?? '']) {
    const message = 'This customer has no attached payment source or default payment method.';
    throw new StripeError(400, 'invalid_request_error', message, 'resource_missing');
  }
  return {
    customer,
    paymentMethod,
    price: priceNamed(account, text(item, 'price'), 'items[0][price]'),
    quantity: integer(item, 'quantity') ?? 1,
    trialEnd,
    endBehavior: endBehaviorIn(params),
    metadata: mergeMetadata(params),
    discounts: discountsIn(account, params, customer.id),
    automaticTax: flag(group(params, 'automatic_tax'), 'enabled') ?? false,
    checkoutSession: null,
    isBuyerPresent: false,
    mustBePaid: mustBePaidIn(params),
  };
}

/** The end of the trial that is asked for, in days or as a moment; null for none. */
export function trialEndIn(params: Params, now: number): number | null {
  const days = integer(params, 'trial_period_days');
  if (days !== null && days < 0) throw invalid('trial_period_days', 'Invalid integer: it must not be negative.');
  if (days) return now + days * 86_400;
  if (text(params, 'trial_end') === 'now') return null;
  const end = integer(params, 'trial_end');
  if (end !== null && end <= now) throw invalid('trial_end', 'Invalid timestamp: must be an integer in the future.');
  return end;
}

/** What becomes of a trial that ends without a card. */
export function endBehaviorIn(params: Params): string {
  const behavior = text(group(group(params, 'trial_settings'), 'end_behavior'), 'missing_payment_method');
  return oneOf(endBehaviors, behavior, 'trial_settings[end_behavior][missing_payment_method]') ?? 'create_invoice';
}

/** How a change is settled. */
export function prorationIn(params: Params, usual: ProrationBehavior = 'create_prorations'): ProrationBehavior {
  const asked = oneOf(prorations, text(params, 'proration_behavior'), 'proration_behavior');
  return (asked as ProrationBehavior | null) ?? usual;
}

/** Whether a call would rather fail than leave something unpaid. */
export function mustBePaidIn(params: Params): boolean {
  return oneOf(paymentBehaviors, text(params, 'payment_behavior'), 'payment_behavior') === 'error_if_incomplete';
}

function oneOf(known: readonly string[], value: string | null, param: string): string | null {
  if (value !== null && !known.includes(value)) {
    throw invalid(param, `Invalid ${param}: must be one of ${known.join(', ')}`);
  }
  return value;
}
