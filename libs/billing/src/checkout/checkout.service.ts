import { Injectable } from '@nestjs/common';
import type { Actor } from '@app/auth';
import { AuditLog } from '@app/security';
import type { Stripe } from 'stripe';
import { AlreadySubscribed, CustomerGone, UnknownPlan } from '../billing.errors.js';
import { checkoutSessions } from '../billing.metrics.js';
import type { BillingCustomer } from '../customer/billing-customer.entity.js';
import { Customers } from '../customer/customers.service.js';
import { PlanCatalogue, type Plan } from '../plans/plan-catalogue.js';
import { within } from '../stripe/stripe.client.js';
import { SubscriptionService } from '../subscription/subscription.service.js';
import { CheckoutLock } from './checkout-lock.js';
import { CheckoutSessions } from './checkout-sessions.js';

/** The actor gets an answer within 10 s, however slow Stripe is. */
const ANSWER_MS = 9000;

/** Sends an actor to Stripe to buy a plan. Nothing is granted here: only what Stripe reports afterwards counts. */
@Injectable()
export class CheckoutService {
  constructor(
    private readonly catalogue: PlanCatalogue,
    private readonly lock: CheckoutLock,
    private readonly customers: Customers,
    private readonly subscriptions: SubscriptionService,
    private readonly sessions: CheckoutSessions,
    private readonly audit: AuditLog,
  ) {}

  /** The address of the checkout page. However often it is asked for, a user has one open page. */
  async start(actor: Actor, planName: string): Promise<{ url: string }> {
    const plan = this.catalogue.find(planName);
    if (!plan?.price) throw new UnknownPlan();
    return within(
      ANSWER_MS,
      this.lock.hold(actor.id, () => this.open(actor, { ...plan, price: plan.price! })),
    );
  }

  private async open(actor: Actor, plan: Plan & { price: string }): Promise<{ url: string }> {
    await this.refuseSubscribed(actor, plan);
    const customer = await this.customers.ensure(actor);
    const earlier = await this.sessions.findLast(customer);
    // Paid a moment ago, and the webhook is still on its way.
    if (earlier?.status === 'complete') {
      await this.subscriptions.syncCustomer(customer.stripeCustomerId);
      await this.refuseSubscribed(actor, plan);
    }
    if (earlier?.status === 'open') {
      if (earlier.url && customer.checkoutPrice === plan.price) return this.answer(actor, plan, earlier.url, 'reused');
      await this.sessions.expire(earlier.id);
    }
    return this.answer(actor, plan, await this.create(actor, plan, customer), 'created');
  }

  private async create(actor: Actor, plan: Plan & { price: string }, customer: BillingCustomer): Promise<string> {
    const session = await this.createSession(actor, plan, customer);
    await this.customers.rememberCheckout(actor.id, session.id, plan.price);
    return session.url!;
  }

  private async createSession(
    actor: Actor,
    plan: { name: string; price: string },
    customer: BillingCustomer,
  ): Promise<Stripe.Checkout.Session> {
    try {
      return await this.sessions.create(actor.id, plan, customer);
    } catch (error) {
      if (!(error instanceof CustomerGone)) throw error;
      return this.sessions.create(actor.id, plan, await this.customers.create(actor, customer));
    }
  }

  private async refuseSubscribed(actor: Actor, plan: Plan): Promise<void> {
    let subscription = await this.subscriptions.currentOf(actor.id);
    // What we know may be out of date, and nobody must be kept from buying by a subscription that has ended.
    if (subscription?.isLive() && !subscription.isActive()) {
      await this.subscriptions.syncCustomer(subscription.stripeCustomerId);
      subscription = await this.subscriptions.currentOf(actor.id);
    }
    if (!subscription?.isLive()) return;
    checkoutSessions.inc({ plan: plan.name, outcome: 'refused' });
    throw new AlreadySubscribed();
  }

  private async answer(actor: Actor, plan: Plan, url: string, outcome: 'created' | 'reused'): Promise<{ url: string }> {
    checkoutSessions.inc({ plan: plan.name, outcome });
    await this.audit.record({ action: `billing.checkout_${outcome}`, actorId: actor.id, details: { plan: plan.name } });
    return { url };
  }
}
