import { Injectable } from '@nestjs/common';
import type { Actor } from '@app/auth';
import type { CheckoutRequest, PageUrl } from '@app/protocol';
import { AuditLog } from '@app/security';
import { answerInTime } from '../answer-in-time.js';
import { AlreadySubscribed, UnknownPlan } from '../billing.errors.js';
import { checkoutSessions } from '../billing.metrics.js';
import { UserLock } from '../customer/user-lock.js';
import { PlanCatalogue, type Offer } from '../plans/plan-catalogue.js';
import { SubscriptionService } from '../subscription/subscription.service.js';
import { CheckoutPages } from './checkout-pages.js';

/** Sends an actor to Stripe to buy a plan. Nothing is granted here: only what Stripe reports afterwards counts. */
@Injectable()
export class CheckoutService {
  constructor(
    private readonly catalogue: PlanCatalogue,
    private readonly lock: UserLock,
    private readonly pages: CheckoutPages,
    private readonly subscriptions: SubscriptionService,
    private readonly audit: AuditLog,
  ) {}

  /** The address of the checkout page. However often it is asked for, a user has one open page. */
  async start(actor: Actor, { plan, price }: CheckoutRequest): Promise<PageUrl> {
    const offer = this.catalogue.findOffer(plan, price);
    if (!offer) throw new UnknownPlan();
    return answerInTime(this.lock.hold(actor.id, () => this.sell(actor, offer)));
  }

  private async sell(actor: Actor, offer: Offer): Promise<PageUrl> {
    await this.refuseSubscribed(actor, offer);
    const wish = await this.pages.wishOf(actor, offer);
    const open = await this.pages.findOpen(wish);
    // Paid a moment ago, and the webhook is still on its way.
    if (open === 'paid') {
      await this.subscriptions.syncCustomer(wish.customer.stripeCustomerId);
      await this.refuseSubscribed(actor, offer);
    } else if (open) return this.answer(actor, offer, open, 'reused');
    return this.answer(actor, offer, await this.pages.open(actor, wish), 'created');
  }

  private async refuseSubscribed(actor: Actor, { plan }: Offer): Promise<void> {
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

  private async answer(
    actor: Actor,
    { plan, price }: Offer,
    page: PageUrl,
    outcome: 'created' | 'reused',
  ): Promise<PageUrl> {
    checkoutSessions.inc({ plan: plan.name, outcome });
    const details = { plan: plan.name, price };
    const action = outcome === 'created' ? 'billing.checkout_created' : 'billing.checkout_reused';
    await this.audit.record({ action, actorId: actor.id, details });
    return page;
  }
}
