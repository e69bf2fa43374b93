import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Stripe } from 'stripe';
import { BillingConfig } from '../billing.config.js';
import type { KnownCustomer } from '../customer/customers.service.js';
import type { Offer } from '../plans/plan-catalogue.js';
import { idempotencyKey } from '../stripe/idempotency-key.js';
import { StripeClient } from '../stripe/stripe.client.js';

/** What somebody wants to buy, and what they get with it. */
export interface Wish extends Offer {
  userId: string;
  customer: KnownCustomer;
  trialDays: number;
}

type Session = Stripe.Checkout.Session;
type Params = Stripe.Checkout.SessionCreateParams;

/** Checkout pages as Stripe keeps them. */
@Injectable()
export class CheckoutSessions {
  constructor(
    private readonly stripe: StripeClient,
    private readonly config: BillingConfig,
  ) {}

  find(id: string): Promise<Session | null> {
    return this.stripe.find('checkout.sessions.retrieve', (stripe) => stripe.checkout.sessions.retrieve(id));
  }

  create(wish: Wish): Promise<Session> {
    const metadata = { user_id: wish.userId, plan: wish.plan.name, wish: this.markOf(wish) };
    const params: Params = { ...this.paramsOf(wish), metadata };
    // The session before this one is part of the wish: after it has expired, the same click means a new page.
    const options = { idempotencyKey: idempotencyKey('checkout', [params, wish.customer.checkoutSessionId]) };
    return this.stripe.ask('checkout.sessions.create', (stripe) => stripe.checkout.sessions.create(params, options));
  }

  /** Whether the page sells just this: the same price on the same terms to the same customer. */
  fits({ metadata }: Session, wish: Wish): boolean {
    return metadata?.wish === this.markOf(wish);
  }

  async expire(id: string): Promise<void> {
    await this.stripe.ask('checkout.sessions.expire', (stripe) => stripe.checkout.sessions.expire(id));
  }

  private markOf(wish: Wish): string {
    return createHash('sha256')
      .update(JSON.stringify(this.paramsOf(wish)))
      .digest('hex')
      .slice(0, 32);
  }

  private paramsOf({ userId, plan, price, trialDays, customer }: Wish): Params {
    const { coupon, promotion_codes, automatic_tax } = this.config.billing;
    return {
      mode: 'subscription',
      customer: customer.stripeCustomerId,
      client_reference_id: userId,
      line_items: [{ price, quantity: 1 }],
      // Stripe fills the braces in; URLSearchParams would escape them.
      success_url: `${this.config.publicUrl}/billing?checkout_session={CHECKOUT_SESSION_ID}`,
      cancel_url: `${this.config.publicUrl}/billing?checkout=cancelled`,
      subscription_data: {
        metadata: { user_id: userId, plan: plan.name },
        ...(trialDays > 0 ? { trial_period_days: trialDays } : {}),
      },
      ...(coupon ? { discounts: [{ coupon }] } : {}),
      ...(promotion_codes ? { allow_promotion_codes: true } : {}),
      // Tax depends on the address, which the page then asks for and keeps with the customer.
      ...(automatic_tax ? { automatic_tax: { enabled: true }, customer_update: { address: 'auto' } } : {}),
    };
  }
}
