import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { KnownCustomer } from '../customer/customers.service.js';
import type { Plan } from '../plans/plan-catalogue.js';
import { StripeClient } from '../stripe/stripe.client.js';
import { subscriptionsOf } from '../stripe/subscriptions-of.js';
import { Subscription } from '../subscription/subscription.entity.js';

/** What never began: the first payment was not made. */
const NEVER_BEGAN: readonly string[] = ['incomplete', 'incomplete_expired'];

/** Gives everybody one trial: who had a subscription, on trial or paid, gets none any more. */
@Injectable()
export class Trials {
  constructor(
    @InjectRepository(Subscription) private readonly subscriptions: Repository<Subscription>,
    private readonly stripe: StripeClient,
  ) {}

  async daysFor(customer: KnownCustomer, { trialDays }: Plan): Promise<number> {
    if (trialDays === 0) return 0;
    const had = (await this.hadHere(customer.userId)) || (await this.hadAtStripe(customer.stripeCustomerId));
    return had ? 0 : trialDays;
  }

  /** Our table remembers subscriptions of customers that were deleted at Stripe since. */
  private async hadHere(userId: string): Promise<boolean> {
    const rows = await this.subscriptions.find({ where: { userId }, select: { status: true } });
    return rows.some(({ status }) => !NEVER_BEGAN.includes(status));
  }

  /** Stripe knows those whose events are still on the way. */
  private async hadAtStripe(customer: string): Promise<boolean> {
    const had = await subscriptionsOf(this.stripe, customer);
    return had.some(({ status }) => !NEVER_BEGAN.includes(status));
  }
}
