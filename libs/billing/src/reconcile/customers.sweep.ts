import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Stripe } from 'stripe';
import { IsNull, Not, Repository, type EntityManager } from 'typeorm';
import { BillingConfig } from '../billing.config.js';
import { BillingCustomer } from '../customer/billing-customer.entity.js';
import { Customers } from '../customer/customers.service.js';
import { SubscriptionService } from '../subscription/subscription.service.js';
import { PacedStripe } from './paced-stripe.js';
import { eachPage, type Run, type Sweep } from './sweep.js';

const PAGE = 200;
const WITHOUT_CUSTOMER = `
  SELECT FROM users u
   WHERE u.id::text = $1
     AND NOT EXISTS (SELECT FROM billing_customers c WHERE c.user_id = u.id AND c.stripe_customer_id IS NOT NULL)`;
/** Cursors of the second half, which goes through our own customers, begin with this. */
const OURS = 'user:';
const FIRST_USER = '00000000-0000-0000-0000-000000000000';

/** Customers that only Stripe knows although they name a user of ours, and customers of ours that Stripe does not have. */
@Injectable()
export class CustomersSweep implements Sweep {
  readonly phase = 'customers';

  constructor(
    @InjectRepository(BillingCustomer) private readonly rows: Repository<BillingCustomer>,
    private readonly customers: Customers,
    private readonly subscriptions: SubscriptionService,
    private readonly stripe: PacedStripe,
    private readonly config: BillingConfig,
  ) {}

  count(): Promise<number> {
    return this.rows.countBy({ stripeCustomerId: Not(IsNull()) });
  }

  async go(cursor: string | null, run: Run): Promise<void> {
    const isSecondHalf = cursor?.startsWith(OURS);
    if (!isSecondHalf) await this.lookAtTheirs(cursor, run);
    await this.lookAtOurs(isSecondHalf ? cursor!.slice(OURS.length) : FIRST_USER, run);
  }

  private lookAtTheirs(cursor: string | null, run: Run): Promise<void> {
    return eachPage(
      cursor,
      run,
      (page) => this.stripe.ask('customers.list', (stripe) => stripe.customers.list(page)),
      async (theirs) => {
        for (const { id } of theirs) run.seen.add(id);
        for (const customer of theirs.filter(({ metadata }) => metadata?.application === this.config.publicUrl))
          await this.link(customer, run);
      },
    );
  }

  /** A user who is known here by another customer, or not at all any more, is nobody's mistake. */
  private async link({ id, metadata }: Stripe.Customer, run: Run): Promise<void> {
    const user = metadata.user_id ?? '';
    const isLost = await this.alone(id, run, async (transaction) => {
      if ((await transaction.query<unknown[]>(WITHOUT_CUSTOMER, [user])).length === 0) return false;
      if (!run.isDry) await this.customers.adopt(id, user, transaction);
      return true;
    });
    if (isLost) run.found({ kind: 'customer_unknown_here', id, customer: id, repaired: !run.isDry });
  }

  private async lookAtOurs(from: string, run: Run): Promise<void> {
    for (let after = from; ;) {
      const rows = await this.rows
        .createQueryBuilder('c')
        .where('c.userId > :after AND c.stripeCustomerId IS NOT NULL', { after })
        .orderBy('c.userId')
        .limit(PAGE)
        .getMany();
      for (const { stripeCustomerId } of rows)
        if (!run.seen.has(stripeCustomerId!)) await this.lookAtUnlisted(stripeCustomerId!, run);
      if (rows.length === 0) return;
      after = rows.at(-1)!.userId;
      await run.reached(`${OURS}${after}`, rows.length);
    }
  }

  private async lookAtUnlisted(id: string, run: Run): Promise<void> {
    const there = await this.stripe.find('customers.retrieve', (stripe) => stripe.customers.retrieve(id));
    if (there && !('deleted' in there && there.deleted)) return;
    if (!run.isDry) {
      await this.subscriptions.syncCustomer(id);
      await this.alone(id, run, (transaction) => this.customers.forget(id, transaction));
    }
    run.found({ kind: 'customer_unknown_at_stripe', id, customer: id, repaired: !run.isDry });
  }

  private alone<T>(customer: string, { isDry }: Run, work: (transaction: EntityManager) => Promise<T>): Promise<T> {
    return this.subscriptions.underLock(customer, async (transaction) => {
      if (isDry) await transaction.query('SET TRANSACTION READ ONLY');
      return work(transaction);
    });
  }
}
