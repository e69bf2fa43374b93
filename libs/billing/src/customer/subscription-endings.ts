import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CustomerGone } from '../billing.errors.js';
import { StripeClient } from '../stripe/stripe.client.js';
import { subscriptionsOf } from '../stripe/subscriptions-of.js';
import { ENDED_STATUSES, Subscription } from '../subscription/subscription.entity.js';
import { SubscriptionService } from '../subscription/subscription.service.js';

// Everything of a person goes; what is left says which object of which customer it was about.
const ANONYMISE = `
  UPDATE stripe_events
     SET payload = jsonb_set(payload #- '{data,previous_attributes}', '{data,object}', jsonb_strip_nulls(jsonb_build_object(
           'id', payload #> '{data,object,id}', 'object', payload #> '{data,object,object}', 'customer', subject)))
   WHERE subject = $1 AND status <> 'pending'`;

/** Ends everything that somebody pays for, and forgets who it was. */
@Injectable()
export class SubscriptionEndings {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly stripe: StripeClient,
    private readonly subscriptions: SubscriptionService,
  ) {}

  /** Cancels now and without proration whatever has not ended, known here or not. Returns the ids. */
  async cancelAll(userId: string, customer: string | null): Promise<string[]> {
    const ours = await this.dataSource.getRepository(Subscription).findBy({ userId });
    const known = ours
      .filter(({ status }) => !ENDED_STATUSES.includes(status))
      .map((each) => each.stripeSubscriptionId);
    const ids = [...new Set([...known, ...(customer ? await this.runningAtStripe(customer) : [])])];
    for (const id of ids) {
      const params = { invoice_now: false, prorate: false };
      // One that ended meanwhile is no longer there to be cancelled.
      await this.stripe.find('subscriptions.cancel', (stripe) => stripe.subscriptions.cancel(id, params));
    }
    const customers = new Set(ours.map(({ stripeCustomerId }) => stripeCustomerId));
    for (const each of ids.length > 0 ? customers.add(customer ?? '') : []) if (each) await this.sync(each);
    return ids;
  }

  async anonymise(customer: string): Promise<void> {
    await this.dataSource.query(ANONYMISE, [customer]);
  }

  private async runningAtStripe(customer: string): Promise<string[]> {
    const all = await subscriptionsOf(this.stripe, customer);
    return all.filter(({ status }) => !ENDED_STATUSES.includes(status)).map(({ id }) => id);
  }

  /** Should the account stay after all, it shows what is left. */
  private async sync(customer: string): Promise<void> {
    await this.subscriptions.syncCustomer(customer).catch((error: unknown) => {
      if (!(error instanceof CustomerGone)) throw error;
    });
  }
}
