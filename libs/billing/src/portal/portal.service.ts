import { Injectable } from '@nestjs/common';
import type { Actor } from '@app/auth';
import type { PortalRequest } from '@app/protocol';
import { AuditLog } from '@app/security';
import type { Stripe } from 'stripe';
import { BillingConfig } from '../billing.config.js';
import { CustomerGone, NoCustomer, NoSubscription } from '../billing.errors.js';
import { Customers } from '../customer/customers.service.js';
import { StripeClient, within } from '../stripe/stripe.client.js';
import { SubscriptionService } from '../subscription/subscription.service.js';

const ANSWER_MS = 9000;
type Flow = NonNullable<PortalRequest['flow']>;

/** Sends an actor to Stripe's own pages for cards, invoices and changes of the subscription. */
@Injectable()
export class PortalService {
  constructor(
    private readonly customers: Customers,
    private readonly subscriptions: SubscriptionService,
    private readonly stripe: StripeClient,
    private readonly config: BillingConfig,
    private readonly audit: AuditLog,
  ) {}

  /** The address of the portal, at the page that `flow` names. */
  async open(actor: Actor, flow?: Flow): Promise<{ url: string }> {
    const customer = (await this.customers.find(actor.id))?.stripeCustomerId;
    if (!customer) throw new NoCustomer();
    const returnUrl = `${this.config.publicUrl}/billing`;
    const flowData = flow && (await this.flowData(actor, flow, returnUrl));
    const params = { customer, return_url: returnUrl, ...(flowData ? { flow_data: flowData } : {}) };
    const asked = this.stripe.ask('billing_portal.sessions.create', (stripe) =>
      stripe.billingPortal.sessions.create(params),
    );
    const { url } = await within(ANSWER_MS, asked).catch((error: unknown) => {
      throw error instanceof CustomerGone ? new NoCustomer() : error;
    });
    await this.audit.record({ action: 'billing.portal_opened', actorId: actor.id, details: { flow: flow ?? null } });
    return { url };
  }

  private async flowData(
    actor: Actor,
    flow: Flow,
    returnUrl: string,
  ): Promise<Stripe.BillingPortal.SessionCreateParams.FlowData> {
    const back = { after_completion: { type: 'redirect' as const, redirect: { return_url: returnUrl } } };
    if (flow === 'payment_method_update') return { type: flow, ...back };
    const current = await this.subscriptions.currentOf(actor.id);
    if (!current?.isLive()) throw new NoSubscription();
    const subscription = { subscription: current.stripeSubscriptionId };
    return flow === 'subscription_cancel'
      ? { type: flow, subscription_cancel: subscription, ...back }
      : { type: flow, subscription_update: subscription, ...back };
  }
}
