import { Injectable } from '@nestjs/common';
import type { Actor } from '@app/auth';
import type { PageUrl, PortalRequest } from '@app/protocol';
import { AuditLog } from '@app/security';
import type { Stripe } from 'stripe';
import { answerInTime } from '../answer-in-time.js';
import { BillingConfig } from '../billing.config.js';
import { ChangeRefused, CustomerGone, NoCustomer, NotSubscribed, StripeRefused } from '../billing.errors.js';
import { Customers } from '../customer/customers.service.js';
import { SubscriptionService } from '../subscription/subscription.service.js';
import { PortalSessions } from './portal-sessions.js';

type Flow = NonNullable<PortalRequest['flow']>;
type FlowData = Stripe.BillingPortal.SessionCreateParams.FlowData;

/** Sends an actor to Stripe's own pages for cards, invoices and changes of the subscription. */
@Injectable()
export class PortalService {
  constructor(
    private readonly customers: Customers,
    private readonly subscriptions: SubscriptionService,
    private readonly sessions: PortalSessions,
    private readonly config: BillingConfig,
    private readonly audit: AuditLog,
  ) {}

  /** The address of the portal, at the page that `flow` names. */
  async open(actor: Actor, flow?: Flow): Promise<PageUrl> {
    const customer = (await this.customers.find(actor.id))?.stripeCustomerId;
    if (!customer) throw new NoCustomer();
    const returnUrl = `${this.config.publicUrl}/billing`;
    const flowData = flow && (await this.flowData(actor, flow, returnUrl));
    const params = { customer, return_url: returnUrl, ...(flowData ? { flow_data: flowData } : {}) };
    const { url } = await answerInTime(this.sessions.open(params)).catch((error: unknown) => {
      if (error instanceof CustomerGone) throw new NoCustomer();
      // The portal as such can be opened; this page of it cannot, as when a change waits for the end of the period.
      throw error instanceof StripeRefused && flow ? new ChangeRefused() : error;
    });
    await this.audit.record({ action: 'billing.portal_opened', actorId: actor.id, details: { flow: flow ?? null } });
    return { url };
  }

  private async flowData(actor: Actor, flow: Flow, returnUrl: string): Promise<FlowData> {
    const back = { after_completion: { type: 'redirect' as const, redirect: { return_url: returnUrl } } };
    if (flow === 'payment_method_update') return { type: flow, ...back };
    const current = await this.subscriptions.currentOf(actor.id);
    if (!current?.isLive()) throw new NotSubscribed();
    const subscription = { subscription: current.stripeSubscriptionId };
    return flow === 'subscription_cancel'
      ? { type: flow, subscription_cancel: subscription, ...back }
      : { type: flow, subscription_update: subscription, ...back };
  }
}
