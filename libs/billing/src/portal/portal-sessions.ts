import { Injectable } from '@nestjs/common';
import type { Stripe } from 'stripe';
import { StripeClient } from '../stripe/stripe.client.js';
import { PortalConfiguration } from './portal-configuration.js';

/** Visits of Stripe's portal. Each is a new one: its address works for minutes only, and once. */
@Injectable()
export class PortalSessions {
  constructor(
    private readonly stripe: StripeClient,
    private readonly configuration: PortalConfiguration,
  ) {}

  async open(visit: Stripe.BillingPortal.SessionCreateParams): Promise<Stripe.BillingPortal.Session> {
    const configuration = await this.configuration.find();
    const params = { ...visit, ...(configuration ? { configuration } : {}) };
    return this.stripe.ask('billing_portal.sessions.create', (stripe) => stripe.billingPortal.sessions.create(params));
  }
}
