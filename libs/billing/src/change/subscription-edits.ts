import { Injectable } from '@nestjs/common';
import type { Stripe } from 'stripe';
import { PaymentFailed, StripeRefused } from '../billing.errors.js';
import { Customers } from '../customer/customers.service.js';
import { PlanCatalogue, type Offer } from '../plans/plan-catalogue.js';
import { idempotencyKey } from '../stripe/idempotency-key.js';
import { periodOf } from '../stripe/stripe-shapes.js';
import { StripeClient } from '../stripe/stripe.client.js';
import { pendingChangeOf, scheduleOf } from './pending-change.js';
import { phasesFor } from './schedule-phases.js';

/** A subscription as Stripe has it right now, with its schedule, and whose it is. */
export interface Truth {
  userId: string;
  subscription: Stripe.Subscription;
  /** The item that is the plan; there may be others, for what is metered. */
  item: Stripe.SubscriptionItem;
}

/** A change as it is sent: the operation, and everything that makes it this one. */
type Options = { idempotencyKey: string };

/** Changes subscriptions at Stripe, never here: what came of it is read from Stripe afterwards. Under the user's lock. */
@Injectable()
export class SubscriptionEdits {
  constructor(
    private readonly stripe: StripeClient,
    private readonly customers: Customers,
    private readonly catalogue: PlanCatalogue,
  ) {}

  async read(userId: string, id: string): Promise<Truth | null> {
    const subscription = await this.stripe.find('subscriptions.retrieve', (stripe) =>
      stripe.subscriptions.retrieve(id, { expand: ['schedule'] }),
    );
    const items = subscription?.items.data ?? [];
    const item = items.find(({ price }) => this.catalogue.findByPrice(price.id)) ?? items[0];
    return subscription && item ? { userId, subscription, item } : null;
  }

  priceOf(id: string): Promise<Stripe.Price> {
    return this.stripe.ask('prices.retrieve', (stripe) => stripe.prices.retrieve(id));
  }

  /** Charges the difference at once. If that fails, everything is as it was, a change that waits for its time included. */
  async switchNow(truth: Truth, { plan, price }: Offer): Promise<void> {
    const { subscription, item } = truth;
    const pending = pendingChangeOf(subscription);
    await this.dropSchedule(truth);
    const params: Stripe.SubscriptionUpdateParams = {
      items: [{ id: item.id, price, ...(item.quantity === undefined ? {} : { quantity: item.quantity }) }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'error_if_incomplete',
      metadata: { plan: plan.name },
      ...goingOn(subscription),
    };
    try {
      await this.update(truth, params);
    } catch (error) {
      const [before] = pending?.prices.filter((each) => this.catalogue.findByPrice(each)) ?? [];
      if (before && isRefusal(error)) await this.restore(truth, before);
      throw error;
    }
  }

  /** From the end of the period on, without a charge or a credit. Takes the place of a change that was to come. */
  async switchAtPeriodEnd(truth: Truth, { plan }: Offer, to: Stripe.Price): Promise<void> {
    const { subscription, item } = truth;
    await this.keep(truth);
    const schedule = scheduleOf(subscription) ?? (await this.createSchedule(truth));
    const endSeconds = endOf(subscription).getTime() / 1000;
    const phases = phasesFor(schedule, { from: item.price.id, to, plan: plan.name, endSeconds });
    const params = { end_behavior: 'release' as const, proration_behavior: 'none' as const, phases };
    await this.send(truth, [schedule.id, params], (options) =>
      this.stripe.ask('subscription_schedules.update', (stripe) =>
        stripe.subscriptionSchedules.update(schedule.id, params, options),
      ),
    );
  }

  /** It goes on at its present price: neither a cancellation nor another change waits for the end of the period. */
  async stay(truth: Truth): Promise<void> {
    await this.dropSchedule(truth);
    await this.keep(truth);
  }

  async endWithPeriod(truth: Truth): Promise<void> {
    // Stripe lets nobody but the schedule end a subscription that follows one.
    await this.dropSchedule(truth);
    if (!truth.subscription.cancel_at_period_end) await this.update(truth, { cancel_at_period_end: true });
  }

  private async keep(truth: Truth): Promise<void> {
    const params = goingOn(truth.subscription);
    if (Object.keys(params).length > 0) await this.update(truth, params);
  }

  private async update(truth: Truth, params: Stripe.SubscriptionUpdateParams): Promise<void> {
    const { id } = truth.subscription;
    await this.send(truth, [id, params], (options) =>
      this.stripe.ask('subscriptions.update', (stripe) => stripe.subscriptions.update(id, params, options)),
    );
  }

  private async dropSchedule(truth: Truth): Promise<void> {
    const schedule = scheduleOf(truth.subscription);
    if (!schedule) return;
    await this.send(truth, ['release', schedule.id], (options) =>
      this.stripe.ask('subscription_schedules.release', (stripe) =>
        stripe.subscriptionSchedules.release(schedule.id, {}, options),
      ),
    );
  }

  private createSchedule(truth: Truth): Promise<Stripe.SubscriptionSchedule> {
    const params = { from_subscription: truth.subscription.id };
    return this.send(truth, ['schedule', params], (options) =>
      this.stripe.ask('subscription_schedules.create', (stripe) =>
        stripe.subscriptionSchedules.create(params, options),
      ),
    );
  }

  private async restore(truth: Truth, price: string): Promise<void> {
    const plan = this.catalogue.findByPrice(price)!;
    const now = (await this.read(truth.userId, truth.subscription.id)) ?? truth;
    await this.switchAtPeriodEnd(now, { plan, price }, await this.priceOf(price));
  }

  /** Each wish has a key of its own until Stripe has answered it, however often it must be sent. */
  private async send<T>({ userId }: Truth, wish: unknown[], call: (options: Options) => Promise<T>): Promise<T> {
    const number = await this.customers.countChanges(userId);
    try {
      const answer = await call({ idempotencyKey: idempotencyKey('change', [userId, number, wish]) });
      await this.customers.rememberChange(userId);
      return answer;
    } catch (error) {
      if (isRefusal(error)) await this.customers.rememberChange(userId);
      throw error;
    }
  }
}

export const endOf = (subscription: Stripe.Subscription): Date => periodOf(subscription).end ?? new Date();

/** Stripe's word that nothing happened, unlike an answer that was lost. */
const isRefusal = (error: unknown) => error instanceof PaymentFailed || error instanceof StripeRefused;

/** What undoes a cancellation, whichever of its two forms it has. Stripe wants only one of them named. */
function goingOn({ cancel_at_period_end, cancel_at }: Stripe.Subscription): Stripe.SubscriptionUpdateParams {
  if (cancel_at_period_end) return { cancel_at_period_end: false };
  return cancel_at ? { cancel_at: '' } : {};
}
