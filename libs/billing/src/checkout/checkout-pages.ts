import { Injectable } from '@nestjs/common';
import type { Actor } from '@app/auth';
import type { Stripe } from 'stripe';
import { CustomerGone, StripeRefused } from '../billing.errors.js';
import { Customers } from '../customer/customers.service.js';
import type { Offer } from '../plans/plan-catalogue.js';
import { CheckoutSessions, type Wish } from './checkout-sessions.js';
import { Trials } from './trials.js';

/** A user's one checkout page. Everything here is done under the user's lock. */
@Injectable()
export class CheckoutPages {
  constructor(
    private readonly customers: Customers,
    private readonly sessions: CheckoutSessions,
    private readonly trials: Trials,
  ) {}

  async wishOf(actor: Actor, offer: Offer): Promise<Wish> {
    const customer = await this.customers.ensure(actor);
    return { ...offer, userId: actor.id, customer, trialDays: await this.trials.daysFor(customer, offer.plan) };
  }

  /** The open page for this wish, if there is one; a page for another wish is closed. `paid` when the last page was paid. */
  async findOpen(wish: Wish): Promise<{ url: string } | 'paid' | null> {
    const id = wish.customer.checkoutSessionId;
    const last = id ? await this.sessions.find(id) : null;
    if (last?.status === 'complete') return 'paid';
    if (last?.status !== 'open') return null;
    if (last.url && this.sessions.fits(last, wish)) return { url: last.url };
    return this.close(last);
  }

  /** Opens a new page. */
  async open(actor: Actor, wish: Wish): Promise<{ url: string }> {
    const { id, url } = await this.create(actor, wish);
    await this.customers.rememberCheckout(actor.id, id);
    return { url: url! };
  }

  /** Closes the user's open page, so that nobody pays there any more; says when somebody just has. */
  async closeLast(userId: string): Promise<void> {
    const id = (await this.customers.find(userId))?.checkoutSessionId;
    const last = id ? await this.sessions.find(id) : null;
    if (last?.status === 'open') await this.close(last);
  }

  private async close({ id }: Stripe.Checkout.Session): Promise<'paid' | null> {
    try {
      await this.sessions.expire(id);
      return null;
    } catch (error) {
      // Stripe closes only what is still open: it may have been paid, or have expired, in this very moment.
      const now = error instanceof StripeRefused ? await this.sessions.find(id) : null;
      if (!now || now.status === 'open') throw error;
      return now.status === 'complete' ? 'paid' : null;
    }
  }

  private async create(actor: Actor, wish: Wish): Promise<Stripe.Checkout.Session> {
    try {
      return await this.sessions.create(wish);
    } catch (error) {
      if (!(error instanceof CustomerGone)) throw error;
      return this.sessions.create({ ...wish, customer: await this.customers.create(actor, wish.customer) });
    }
  }
}
