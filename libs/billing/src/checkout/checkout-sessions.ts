import { Injectable } from '@nestjs/common';
import type { Stripe } from 'stripe';
import { BillingConfig } from '../billing.config.js';
import type { BillingCustomer } from '../customer/billing-customer.entity.js';
import { idempotencyKey } from '../stripe/idempotency-key.js';
import { StripeClient } from '../stripe/stripe.client.js';

/** Checkout pages as Stripe keeps them. */
@Injectable()
export class CheckoutSessions {
  constructor(
    private readonly stripe: StripeClient,
    private readonly config: BillingConfig,
  ) {}

  find(id: string): Promise<Stripe.Checkout.Session | null> {
    return this.stripe.find('checkout.sessions.retrieve', (stripe) => stripe.checkout.sessions.retrieve(id));
  }

  /** The page that was opened last for this customer. */
  async findLast({ checkoutSessionId }: BillingCustomer): Promise<Stripe.Checkout.Session | null> {
    return checkoutSessionId ? this.find(checkoutSessionId) : null;
  }

  create(
    userId: string,
    plan: { name: string; price: string },
    customer: BillingCustomer,
  ): Promise<Stripe.Checkout.Session> {
    const metadata = { user_id: userId, plan: plan.name };
    const params: Stripe.Checkout.SessionCreateParams = {
      mode: 'subscription',
      customer: customer.stripeCustomerId!,
      client_reference_id: userId,
      line_items: [{ price: plan.price, quantity: 1 }],
      // Stripe fills the braces in; URLSearchParams would escape them.
      success_url: `${this.config.publicUrl}/billing?checkout_session={CHECKOUT_SESSION_ID}`,
      cancel_url: `${this.config.publicUrl}/billing?checkout=cancelled`,
      metadata,
      subscription_data: { metadata },
    };
    // The session before this one is part of the wish: after it has expired, the same click means a new page.
    const options = { idempotencyKey: idempotencyKey('checkout', [params, customer.checkoutSessionId]) };
    return this.stripe.ask('checkout.sessions.create', (stripe) => stripe.checkout.sessions.create(params, options));
  }

  async expire(id: string): Promise<void> {
    await this.stripe.ask('checkout.sessions.expire', (stripe) => stripe.checkout.sessions.expire(id));
  }
}
