import { Injectable, Logger } from '@nestjs/common';
import type { Stripe } from 'stripe';
import { pendingChangeOf } from '../change/pending-change.js';
import { PlanCatalogue } from '../plans/plan-catalogue.js';
import { endsWithPeriod, idOf, monthlyRevenueOf, periodOf, priceIdsOf } from '../stripe/stripe-shapes.js';
import { Subscription } from './subscription.entity.js';

/** Reads Stripe's subscriptions as ours. */
@Injectable()
export class SubscriptionReader {
  private readonly logger = new Logger(SubscriptionReader.name);

  constructor(private readonly catalogue: PlanCatalogue) {}

  read(truth: Stripe.Subscription, userId: string): Subscription {
    const { start, end } = periodOf(truth);
    return Object.assign(new Subscription(), {
      userId,
      stripeCustomerId: idOf(truth.customer)!,
      stripeSubscriptionId: truth.id,
      plan: this.planOf(truth),
      price: priceIdsOf(truth)[0] ?? null,
      status: truth.status as string,
      currentPeriodStart: start,
      currentPeriodEnd: end,
      cancelAtPeriodEnd: endsWithPeriod(truth),
      ...this.pendingOf(truth),
      ...monthlyRevenueOf(truth),
      startedAt: typeof truth.created === 'number' ? new Date(truth.created * 1000) : (start ?? new Date()),
    });
  }

  /** What it will be later. Where Stripe was not asked to tell it, what we know stays. */
  private pendingOf(
    truth: Stripe.Subscription,
  ): Partial<Pick<Subscription, 'pendingPlan' | 'pendingPrice' | 'pendingAt'>> {
    if (typeof truth.schedule === 'string') return {};
    const pending = pendingChangeOf(truth);
    const price = pending?.prices.find((each) => this.catalogue.findByPrice(each));
    if (!pending || !price) return { pendingPlan: null, pendingPrice: null, pendingAt: null };
    return { pendingPlan: this.catalogue.findByPrice(price)!.name, pendingPrice: price, pendingAt: pending.at };
  }

  /** By price, and by what the checkout noted when the price is no longer in the configuration. */
  private planOf(truth: Stripe.Subscription): string {
    const { id, metadata } = truth;
    for (const price of priceIdsOf(truth)) {
      const plan = this.catalogue.findByPrice(price);
      if (plan) return plan.name;
    }
    const noted = this.catalogue.find(metadata?.plan ?? '');
    if (noted) return noted.name;
    this.logger.error(`No plan has the price of Stripe's ${id}, so it gives the free plan`);
    return this.catalogue.free().name;
  }
}
