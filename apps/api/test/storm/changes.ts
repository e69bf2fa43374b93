import type { Chance } from './chance.js';
import { dearerThan, PRICES } from './prices.js';
import type { StripeAccount, TrueSubscription } from './stripe-account.js';

const ODD_STATUSES = ['trialing', 'unpaid', 'paused', 'a_new_status'];

/** What can happen to a customer's subscription at Stripe, without the application. */
export class Changes {
  constructor(
    private readonly stripe: StripeAccount,
    private readonly cards: Record<'good' | 'bad', string>,
    private readonly chance: Chance,
  ) {}

  /** Something that can happen to it in its present state. */
  any(now: TrueSubscription): Promise<unknown> {
    if (now.status === 'past_due') return this.payUp(now);
    if (now.status !== 'active') return this.stripe.force(now.id, 'active');
    if (now.cancel_at_period_end) return this.endWithPeriod(now, false);
    const dearer = dearerThan(now.items.data[0].price.id);
    const choices: (() => Promise<unknown>)[] = [
      () => this.switchPrice(now, this.chance.pick(PRICES).id),
      () => this.endWithPeriod(now, true),
      () => this.stripe.force(now.id, this.chance.pick(ODD_STATUSES)),
    ];
    if (dearer) choices.push(() => this.failToPay(now, dearer));
    return this.chance.pick(choices)();
  }

  /** Its end, or something else that surely shows. */
  last(now: TrueSubscription): Promise<unknown> {
    if (this.chance.next() < 0.4) return this.stripe.delete(`/v1/subscriptions/${now.id}`);
    if (now.status !== 'active' || now.cancel_at_period_end) return this.any(now);
    const other = PRICES.find(({ id }) => id !== now.items.data[0].price.id)!.id;
    const choices = [
      () => this.endWithPeriod(now, true),
      () => this.switchPrice(now, other),
      () => this.stripe.force(now.id, 'unpaid'),
    ];
    return this.chance.pick(choices)();
  }

  /** The same person buys once more. */
  buyAnother({ customer }: TrueSubscription): Promise<TrueSubscription> {
    const price = this.chance.pick(PRICES).id;
    const form = { customer, 'items[0][price]': price, default_payment_method: this.cards.good };
    return this.stripe.post('/v1/subscriptions', form);
  }

  private endWithPeriod(now: TrueSubscription, ends: boolean): Promise<unknown> {
    return this.update(now, { cancel_at_period_end: String(ends) });
  }

  private switchPrice(now: TrueSubscription, price: string): Promise<unknown> {
    const item = { 'items[0][id]': now.items.data[0].id, 'items[0][price]': price };
    return this.update(now, { ...item, proration_behavior: 'always_invoice' });
  }

  private async failToPay(now: TrueSubscription, price: string): Promise<void> {
    await this.update(now, { default_payment_method: this.cards.bad });
    await this.switchPrice(now, price);
  }

  private async payUp(now: TrueSubscription): Promise<void> {
    await this.update(now, { default_payment_method: this.cards.good });
    await this.stripe.post(`/v1/invoices/${now.latest_invoice}/pay`, {});
  }

  private update({ id }: TrueSubscription, form: Record<string, string>): Promise<unknown> {
    return this.stripe.post(`/v1/subscriptions/${id}`, form);
  }
}
