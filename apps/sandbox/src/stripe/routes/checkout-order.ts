import type { Account } from '../account.js';
import { flag, group, integer, mergeMetadata, rows, text, type Params } from '../api/params.js';
import { invalid, missing } from '../api/stripe.errors.js';
import type { CheckoutOrder, Customer } from '../types.js';
import { priceNamed } from './catalogue.routes.js';
import { discountsIn } from './discount-sources.js';
import { endBehaviorIn } from './subscription-terms.js';

/** What a call that creates a checkout session asks to sell. */
export function orderIn(account: Account, params: Params, customer: Customer | null): CheckoutOrder {
  const [line, ...others] = rows(params, 'line_items');
  if (!line) throw missing('line_items');
  if (others.length > 0) throw invalid('line_items', 'This sandbox sells one thing at a time.');
  const quantity = integer(line, 'quantity') ?? 1;
  if (quantity < 1) throw invalid('line_items[0][quantity]', 'This value must be greater than or equal to 1.');
  if ('discounts' in params && 'allow_promotion_codes' in params) {
    throw invalid('discounts', 'You may only specify one of these parameters: allow_promotion_codes, discounts.');
  }
  const subscription = group(params, 'subscription_data');
  const automaticTax = flag(group(params, 'automatic_tax'), 'enabled') ?? false;
  const address = text(group(params, 'customer_update'), 'address');
  if (automaticTax && customer && !customer.address && address === null) {
    throw invalid(
      'automatic_tax',
      'Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the ' +
        "Customer or set either `customer_update[address]` to 'auto' or `customer_update[shipping]` to 'auto' to save " +
        'the address entered in Checkout to the Customer.',
      'customer_tax_location_invalid',
    );
  }
  return {
    price: priceNamed(account, text(line, 'price'), 'line_items[0][price]').id,
    quantity,
    trialDays: integer(subscription, 'trial_period_days') ?? 0,
    trialEnd: laterEndIn(subscription, account.clock.now()),
    endBehavior: endBehaviorIn(subscription),
    subscriptionMetadata: mergeMetadata(subscription),
    discounts: discountsIn(account, params, customer?.id ?? null),
    automaticTax,
    cardOptional: text(params, 'payment_method_collection') === 'if_required',
    keepsAddress: address === 'auto',
  };
}

function laterEndIn(subscription: Params, now: number): number | null {
  const end = integer(subscription, 'trial_end');
  if (end !== null && end < now + 48 * 3600) {
    throw invalid('subscription_data[trial_end]', 'The `trial_end` date has to be at least 2 days in the future.');
  }
  return end;
}
