import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Stripe } from 'stripe';
import { In, Repository } from 'typeorm';
import { BillingConfig } from '../billing.config.js';
import { BillingCustomer } from '../customer/billing-customer.entity.js';
import { PlanCatalogue } from '../plans/plan-catalogue.js';
import { idOf, priceIdsOf } from '../stripe/stripe-shapes.js';
import { SubscriptionReader } from '../subscription/subscription-reader.js';
import { Subscription } from '../subscription/subscription.entity.js';
import { CustomerCheck } from './customer-check.js';
import { driftBetween } from './drift.js';
import { PacedStripe } from './paced-stripe.js';
import { eachPage, type Run, type Sweep } from './sweep.js';

/** Every subscription that Stripe has: paid but locked out, free but open, out of date, or unknown here. */
@Injectable()
export class SubscriptionsSweep implements Sweep {
  readonly phase = 'subscriptions';

  constructor(
    @InjectRepository(Subscription) private readonly subscriptions: Repository<Subscription>,
    @InjectRepository(BillingCustomer) private readonly customers: Repository<BillingCustomer>,
    private readonly stripe: PacedStripe,
    private readonly check: CustomerCheck,
    private readonly reader: SubscriptionReader,
    private readonly catalogue: PlanCatalogue,
    private readonly config: BillingConfig,
  ) {}

  count(): Promise<number> {
    return this.subscriptions.count();
  }

  go(cursor: string | null, run: Run): Promise<void> {
    return eachPage(
      cursor,
      run,
      (page) =>
        this.stripe.ask('subscriptions.list', (stripe) => stripe.subscriptions.list({ ...page, status: 'all' })),
      (truths) => this.look(truths, run),
    );
  }

  /** Without a lock this is a suspicion only; the check of the customer looks again, alone. */
  private async look(truths: Stripe.Subscription[], run: Run): Promise<void> {
    const rows = await this.subscriptions.findBy({ stripeSubscriptionId: In(truths.map(({ id }) => id)) });
    const ours = new Map(rows.map((row) => [row.stripeSubscriptionId, row]));
    const owners = await this.customers.findBy({ stripeCustomerId: In(truths.map(({ customer }) => idOf(customer))) });
    const known = new Set(owners.map(({ stripeCustomerId }) => stripeCustomerId));
    const suspects = truths.filter((truth) => {
      run.seen.add(truth.id);
      const row = ours.get(truth.id) ?? null;
      return (row || known.has(idOf(truth.customer)) || this.isOurs(truth)) && this.differs(row, truth);
    });
    for (const customer of new Set(suspects.map((truth) => idOf(truth.customer)!)))
      for (const drift of await this.stripe.atEase(() => this.check.run(customer, run.isDry))) run.found(drift);
  }

  /** Others may sell other things with the same account at Stripe. */
  private isOurs(truth: Stripe.Subscription): boolean {
    return Boolean(truth.metadata?.user_id) || priceIdsOf(truth).some((price) => this.catalogue.findByPrice(price));
  }

  private differs(row: Subscription | null, truth: Stripe.Subscription): boolean {
    const { grace_seconds: seconds, past_due_grace_days: pastDueDays } = this.config.billing;
    return driftBetween(row, this.reader.read(truth, row?.userId ?? ''), { seconds, pastDueDays }) !== null;
  }
}
