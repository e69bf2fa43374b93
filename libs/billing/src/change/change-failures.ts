import {
  BillingUnavailable,
  ChangeRefused,
  ChangeUnconfirmed,
  CustomerGone,
  NotSubscribed,
  StripeRefused,
} from '../billing.errors.js';

/** What the actor is told when Stripe did not do what was asked, or did not say whether it did. */
export function answerToChange(error: unknown): never {
  if (error instanceof CustomerGone) throw new NotSubscribed();
  if (error instanceof StripeRefused) throw new ChangeRefused();
  throw error instanceof BillingUnavailable ? new ChangeUnconfirmed() : error;
}
