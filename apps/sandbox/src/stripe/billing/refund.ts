import type { Account } from '../account.js';
import { StripeError } from '../api/stripe.errors.js';
import { newRefund } from '../resources/refund.js';
import type { Charge, Metadata, Refund } from '../types.js';

/** Gives back a charge or a part of it; everything that is left unless an amount is given. */
export function refund(
  account: Account,
  charge: Charge,
  terms: { amount: number | null; reason: string | null; metadata: Metadata },
): Refund {
  const left = charge.amount - charge.amount_refunded;
  if (!charge.paid) throw refusal(`Charge ${charge.id} has not been paid.`, 'charge_not_refundable');
  if (charge.disputed) throw refusal(`Charge ${charge.id} has been charged back.`, 'charge_disputed');
  if (left === 0) throw refusal(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded');
  const amount = terms.amount ?? left;
  if (amount < 1) throw refusal('Invalid positive integer', 'parameter_invalid_integer', 'amount');
  if (amount > left) {
    const words = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
    throw refusal(words, 'amount_too_large', 'amount');
  }
  const made = newRefund(charge, { ...terms, amount }, account.clock.now());
  account.state.refunds[made.id] = made;
  account.change('charge.refunded', charge, (changing) => {
    changing.amount_refunded += amount;
    changing.refunded = changing.amount_refunded === changing.amount;
  });
  account.events.record('refund.created', made);
  return made;
}

function refusal(message: string, code: string, param?: string): StripeError {
  return new StripeError(400, 'invalid_request_error', message, code, param);
}
