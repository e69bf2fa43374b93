import { AppError, ServiceUnavailable } from '@app/platform';
import type { Feature, Quota } from '@app/protocol';

/** The actor's plan does not have the feature; `plans` are those that do. */
export class FeatureNotInPlan extends AppError {
  readonly kind = 'payment_required';
  readonly code = 'plan_required';
  override readonly details: { feature: Feature; plans: string[] };

  constructor(feature: Feature, plans: string[]) {
    super(
      plans.length > 0
        ? `Your plan does not include this. It comes with: ${plans.join(', ')}.`
        : 'No plan includes this.',
    );
    this.details = { feature, plans };
  }
}

/** The quota of the running period is spent. */
export class QuotaExceeded extends AppError {
  readonly kind = 'too_many';
  readonly code = 'quota_exceeded';
  override readonly details: { quota: Quota; limit: number; resetsAt: string };
  override readonly retryAfterSeconds: number;

  constructor(quota: Quota, limit: number, resetsAt: Date) {
    super(`You have used all ${limit} of your plan. More from ${resetsAt.toISOString()}.`);
    this.details = { quota, limit, resetsAt: resetsAt.toISOString() };
    this.retryAfterSeconds = Math.max(1, Math.ceil((resetsAt.getTime() - Date.now()) / 1000));
  }
}

/** Nobody can say right now what the actor may use, so nothing paid is allowed. */
export class EntitlementsUndecidable extends ServiceUnavailable {
  override readonly code = 'billing_unavailable';

  constructor() {
    super('Your plan cannot be checked right now. Try again in a moment.');
  }
}

/** Stripe cannot be reached, is too slow, or refuses us. */
export class BillingUnavailable extends ServiceUnavailable {
  override readonly code = 'billing_unavailable';

  constructor() {
    super('Payments are not available right now. Nothing was charged. Try again in a moment.');
  }
}

/** Stripe does not know the customer any more: it was deleted there. */
export class CustomerGone extends BillingUnavailable {}

/** Stripe was asked too often, and says how long to wait. */
export class StripeBusy extends BillingUnavailable {
  constructor(override readonly retryAfterSeconds: number) {
    super();
  }
}

/** Stripe understood what it was asked and does not do it; `reason` is its own code. */
export class StripeRefused extends BillingUnavailable {
  constructor(readonly reason: string) {
    super();
  }
}

/** The card was declined, or its owner must confirm the payment first. */
export class PaymentFailed extends AppError {
  readonly kind = 'payment_required';
  readonly code = 'payment_failed';

  constructor() {
    super('The payment failed, so nothing was changed. Check your payment method and try again.');
  }
}

/** Stripe does not allow this change of the subscription. */
export class ChangeRefused extends AppError {
  readonly kind = 'conflict';
  readonly code = 'change_refused';

  constructor() {
    super('This change is not possible for your subscription. Nothing was changed.');
  }
}

/** An unpaid subscription would be credited for time that nobody paid for. */
export class PaymentOverdue extends AppError {
  readonly kind = 'conflict';
  readonly code = 'payment_overdue';

  constructor() {
    super('The last payment failed. Pay the open invoice first, then change your plan.');
  }
}

/** Stripe's answer to a change was lost, so nobody knows yet whether it took effect. */
export class ChangeUnconfirmed extends ServiceUnavailable {
  override readonly code = 'billing_unavailable';

  constructor() {
    super('The change could not be confirmed. Look at your plan again in a moment before you repeat it.');
  }
}

/** There is a running subscription already; changes go through the portal. */
export class AlreadySubscribed extends AppError {
  readonly kind = 'conflict';
  readonly code = 'already_subscribed';

  constructor() {
    super('You have a subscription already. Change its plan instead.');
  }
}

/** No such plan is for sale. */
export class UnknownPlan extends AppError {
  readonly kind = 'invalid';
  readonly code = 'unknown_plan';

  constructor() {
    super('There is no such plan to buy.');
  }
}

/** The actor never bought anything, so there is nothing to manage. */
export class NoCustomer extends AppError {
  readonly kind = 'conflict';
  readonly code = 'no_customer';

  constructor() {
    super('There is nothing to manage yet: you have not bought a plan.');
  }
}

/** There is no running subscription that could be changed or cancelled. */
export class NotSubscribed extends AppError {
  readonly kind = 'conflict';
  readonly code = 'not_subscribed';

  constructor() {
    super('You have no running subscription.');
  }
}

/** The webhook's signature is missing, wrong, or made too long ago or in the future. */
export class InvalidSignature extends AppError {
  readonly kind = 'invalid';
  readonly code = 'invalid_signature';

  constructor() {
    super('The signature is not valid.');
  }
}

/** A test event reached a live system, or the other way round. */
export class WrongMode extends AppError {
  readonly kind = 'invalid';
  readonly code = 'livemode_mismatch';

  constructor() {
    super('The event belongs to the other mode (live or test) of Stripe.');
  }
}
