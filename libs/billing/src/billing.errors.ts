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

/** There is a running subscription already; changes go through the portal. */
export class AlreadySubscribed extends AppError {
  readonly kind = 'conflict';
  readonly code = 'already_subscribed';

  constructor() {
    super('You have a subscription already. Change it under "Manage subscription".');
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
export class NoSubscription extends AppError {
  readonly kind = 'conflict';
  readonly code = 'no_subscription';

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
