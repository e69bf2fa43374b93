import { itemOf, type Account } from '../account.js';
import { StripeError } from '../api/stripe.errors.js';
import { planOf } from '../resources/catalogue.js';
import type { Price, ProrationBehavior, Subscription } from '../types.js';
import { collect, wouldPay } from './collect.js';
import { draftInvoice, keepForNextInvoice, makeInvoice } from './invoicing.js';
import { planChange } from './proration.js';

/** What a subscription sells from now on, and how the change is settled. */
export interface ItemChange {
  price: Price;
  quantity: number;
  proration: ProrationBehavior;
  /** Fail, and change nothing, when the payment that this causes does not go through. */
  mustBePaid: boolean;
  /** The moment to reckon from, if not now: a change costs what its preview said. */
  prorationDate?: number;
}

/**
 * Puts another price or quantity on the subscription's item. What has been paid for and not used is credited; with
 * another interval a new period begins at once.
 */
export function changeItem(account: Account, subscription: Subscription, change: ItemChange): void {
  const item = itemOf(subscription);
  const plan = planChange(account, subscription, change);
  const occasion = {
    reason: 'subscription_update' as const,
    lines: plan.lines,
    previousPeriodStart: item.current_period_start,
  };
  if (plan.isInvoicedNow && change.mustBePaid) {
    const due = draftInvoice(account, subscription, occasion).amount_due;
    if (due > 0 && !wouldPay(account, subscription)) {
      throw new StripeError(402, 'card_error', 'Your card was declined.', 'card_declined');
    }
  }
  account.change('customer.subscription.updated', subscription, (changing) => {
    item.price = change.price;
    item.plan = planOf(change.price);
    item.quantity = change.quantity;
    if (!plan.period) return;
    changing.billing_cycle_anchor = plan.period.start;
    item.current_period_start = plan.period.start;
    item.current_period_end = plan.period.end;
  });
  if (!plan.isInvoicedNow) return keepForNextInvoice(account, subscription, plan.lines);
  const invoice = makeInvoice(account, subscription, occasion);
  if (!collect(account, invoice, subscription)) {
    account.change('customer.subscription.updated', subscription, (changing) => {
      changing.status = 'past_due';
    });
  }
}
