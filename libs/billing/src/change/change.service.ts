import { Injectable } from '@nestjs/common';
import type { Actor } from '@app/auth';
import type { ChangeRequest, ChangeView } from '@app/protocol';
import { AuditLog } from '@app/security';
import { answerInTime } from '../answer-in-time.js';
import { BillingUnavailable, NotSubscribed, PaymentOverdue, UnknownPlan } from '../billing.errors.js';
import { UserLock } from '../customer/user-lock.js';
import { PlanCatalogue, type Offer } from '../plans/plan-catalogue.js';
import { LIVE_STATUSES, type Subscription } from '../subscription/subscription.entity.js';
import { SubscriptionService } from '../subscription/subscription.service.js';
import { answerToChange } from './change-failures.js';
import { costsAtLeast } from './cost.js';
import { endOf, SubscriptionEdits, type Truth } from './subscription-edits.js';

/** Changes, cancels and resumes the actor's subscription: at Stripe first, and then here by reading what is there now. */
@Injectable()
export class ChangeService {
  constructor(
    private readonly catalogue: PlanCatalogue,
    private readonly lock: UserLock,
    private readonly edits: SubscriptionEdits,
    private readonly subscriptions: SubscriptionService,
    private readonly audit: AuditLog,
  ) {}

  /** To something dearer now, to something cheaper when what is paid for is used up. Going back undoes what waits. */
  change(actor: Actor, { plan, price }: ChangeRequest): Promise<ChangeView> {
    const offer = this.catalogue.findOffer(plan, price);
    if (!offer) throw new UnknownPlan();
    return this.edit(actor, async (truth) => {
      if (truth.subscription.status === 'past_due') throw new PaymentOverdue();
      const view = await this.switchTo(truth, offer);
      const details = { subscription: truth.subscription.id, from: truth.item.price.id, to: offer.price, ...view };
      await this.audit.record({ action: 'billing.plan_changed', actorId: actor.id, details });
      return view;
    });
  }

  /** Ends it with its period. */
  async cancel(actor: Actor): Promise<void> {
    await this.edit(actor, async (truth) => {
      await this.edits.endWithPeriod(truth);
      const details = { subscription: truth.subscription.id, at: endOf(truth.subscription).toISOString() };
      await this.audit.record({ action: 'billing.subscription_cancelled', actorId: actor.id, details });
    });
  }

  /** Undoes a cancellation or a change that waits for the end of the period. */
  async resume(actor: Actor): Promise<void> {
    await this.edit(actor, async (truth) => {
      await this.edits.stay(truth);
      const details = { subscription: truth.subscription.id };
      await this.audit.record({ action: 'billing.subscription_resumed', actorId: actor.id, details });
    });
  }

  private async switchTo(truth: Truth, offer: Offer): Promise<ChangeView> {
    const { subscription, item } = truth;
    const now = new Date().toISOString();
    if (item.price.id === offer.price) {
      await this.edits.stay(truth);
      return { effective: 'now', at: now };
    }
    const target = await this.edits.priceOf(offer.price);
    if (costsAtLeast(target, item.price, offer.plan.prices.includes(item.price.id))) {
      await this.edits.switchNow(truth, offer);
      return { effective: 'now', at: now };
    }
    await this.edits.switchAtPeriodEnd(truth, offer, target);
    return { effective: 'period_end', at: endOf(subscription).toISOString() };
  }

  private async edit<T>(actor: Actor, work: (truth: Truth) => Promise<T>): Promise<T> {
    // Who never subscribed leaves no trace.
    if (!(await this.subscriptions.currentOf(actor.id))) throw new NotSubscribed();
    return answerInTime(this.lock.hold(actor.id, () => this.editLive(actor, work))).catch(answerToChange);
  }

  private async editLive<T>(actor: Actor, work: (truth: Truth) => Promise<T>): Promise<T> {
    const known = await this.subscriptions.currentOf(actor.id);
    const truth = known && (await this.edits.read(actor.id, known.stripeSubscriptionId));
    const isLive = truth && LIVE_STATUSES.includes(truth.subscription.status);
    if (known && known.isLive() !== Boolean(isLive)) await this.sync(known);
    if (!known || !isLive) throw new NotSubscribed();
    try {
      return await work(truth);
    } finally {
      // Whatever came of it: what Stripe has now is what is stored.
      await this.sync(known);
    }
  }

  /** What Stripe did is done; if it cannot be read right now, its event brings it. */
  private async sync({ stripeCustomerId }: Subscription): Promise<void> {
    await this.subscriptions.syncCustomer(stripeCustomerId).catch((error: unknown) => {
      if (!(error instanceof BillingUnavailable)) throw error;
    });
  }
}
