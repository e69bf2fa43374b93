import type { Form } from './form.js';
import type { PretendAccount, PretendObject } from './pretend-account.js';
import { declined, invalid } from './pretend-refusal.js';

interface Phase {
  start_date: number;
  end_date: number;
  items: { price: string; quantity?: number }[];
  [key: string]: unknown;
}
type Item = { id: string; price: PretendObject; current_period_start: number; current_period_end: number };

export const itemOf = (subscription: PretendObject) => (subscription.items as { data: Item[] }).data[0]!;

/** What Stripe does with subscriptions and schedules when they are changed, as strict as it is where it matters here. */
export class PretendChanges {
  /** From now on every payment is declined. */
  cardDeclines = false;

  constructor(private readonly account: PretendAccount) {}

  /** The answer to a POST, or null when it is not for these. */
  answer([resource, id, action]: string[], form: Form): PretendObject | null {
    if (resource === 'subscriptions' && id) return this.update(this.account.find(id), form);
    if (resource !== 'subscription_schedules') return null;
    if (!id) return this.createSchedule(form);
    const schedule = this.account.find(id);
    if (schedule.status !== 'active') throw invalid('You cannot update a subscription schedule that is not active.');
    return action === 'release' ? this.release(schedule) : this.updateSchedule(schedule, form);
  }

  /** Time passes to the next phase of what the subscription follows. */
  startNextPhase(subscriptionId: string): void {
    const subscription = this.account.find(subscriptionId);
    const schedule = this.account.find(subscription.schedule as string);
    const [, next] = schedule.phases as Phase[];
    itemOf(subscription).price = this.account.price(next!.items[0]!.price);
    this.release(schedule);
  }

  private update(subscription: PretendObject, form: Form): PretendObject {
    if (subscription.status === 'canceled') throw invalid('A canceled subscription can only update its metadata.');
    const touchesTerms = form.items ?? form.cancel_at_period_end ?? form.cancel_at;
    if (subscription.schedule && touchesTerms)
      throw invalid('The subscription is managed by the subscription schedule.');
    if (form.items) this.changePrice(subscription, form);
    if (form.cancel_at !== undefined) subscription.cancel_at = form.cancel_at === '' ? null : Number(form.cancel_at);
    if (form.cancel_at_period_end) {
      const ends = form.cancel_at_period_end === 'true';
      const cancelAt = ends ? itemOf(subscription).current_period_end : null;
      Object.assign(subscription, { cancel_at_period_end: ends, cancel_at: cancelAt });
    }
    Object.assign(subscription.metadata as object, form.metadata);
    return subscription;
  }

  private changePrice(subscription: PretendObject, form: Form): void {
    const item = itemOf(subscription);
    const [asked] = Object.values(form.items as Form) as { id: string; price: string }[];
    if (asked!.id !== item.id) throw invalid('There is no such item.');
    const price = this.account.price(asked!.price);
    const due = Number(price.unit_amount) - Number(item.price.unit_amount);
    if (form.proration_behavior === 'always_invoice') {
      if (this.cardDeclines && form.payment_behavior === 'error_if_incomplete') throw declined();
      const facts = { billing_reason: 'subscription_update', total: due, currency: 'eur', status: 'paid' };
      this.account.invoice(subscription.customer as string, facts);
    }
    item.price = price;
  }

  private createSchedule({ from_subscription: from }: Form): PretendObject {
    const subscription = this.account.find(from as string);
    if (subscription.schedule) throw invalid('The subscription already has a schedule attached.');
    const { current_period_start: start_date, current_period_end: end_date, price } = itemOf(subscription);
    const { metadata, discounts = [], trial_end = null } = subscription;
    const phase = { start_date, end_date, items: [{ price: price.id, quantity: 1 }], discounts, metadata, trial_end };
    const schedule = this.account.put('sub_sched', {
      object: 'subscription_schedule',
      customer: subscription.customer,
      status: 'active',
      subscription: subscription.id,
      current_phase: { start_date, end_date },
      phases: [phase],
    });
    subscription.schedule = schedule.id;
    return schedule;
  }

  private updateSchedule(schedule: PretendObject, form: Form): PretendObject {
    let start = 0;
    const phases = Object.values(form.phases as Form).map((each) => {
      const phase = each as Form;
      const [start_date, end_date] = [Number(phase.start_date ?? start), Number(phase.end_date ?? 0)];
      start = end_date;
      const list = (name: string) => Object.values((phase[name] as Form | undefined) ?? {});
      return { ...phase, start_date, end_date, items: list('items'), discounts: list('discounts') };
    });
    return Object.assign(schedule, { end_behavior: form.end_behavior, phases });
  }

  private release(schedule: PretendObject): PretendObject {
    this.account.find(schedule.subscription as string).schedule = null;
    return Object.assign(schedule, {
      status: 'released',
      subscription: null,
      released_subscription: schedule.subscription,
    });
  }
}
