import { eventually } from '@app/platform/testing';
import type { Buyer } from './buyer.js';
import type { Chance } from './chance.js';
import { Changes } from './changes.js';
import type { Pace } from './pace.js';
import type { PostOffice } from './post-office.js';
import { planOf, PRICES } from './prices.js';
import { seenOf, type Seen } from './seen.js';
import type { SlowWire } from './slow-wire.js';
import type { StripeAccount, TrueSubscription } from './stripe-account.js';

export const CHANGES = 12;
/** When the buyers who do so buy once more. */
const SECOND_AT = 8;
/** From here on events are held back, to go out in one rush while the last change is made. */
const RUSH_FROM = 9;

interface Surroundings {
  stripe: StripeAccount;
  office: PostOffice;
  wire: SlowWire;
  pace: Pace;
}

/** One subscription from its checkout to its end, twelve changes in all. */
export class Life {
  /** Everything that each of the buyer's subscriptions ever was, in order. */
  readonly history = new Map<string, Seen[]>();
  id: string;
  private changes: Changes;

  constructor(
    readonly buyer: Buyer,
    private readonly around: Surroundings,
    private readonly chance: Chance,
    private readonly hasSecond: boolean,
  ) {}

  async live(): Promise<void> {
    const { pace, office } = this.around;
    await pace.turn();
    await this.buy();
    for (let number = 2; number < CHANGES; number++) {
      await pace.turn();
      if (number === RUSH_FROM) office.copies.holdBack(this.id);
      const now = await this.read();
      if (number === SECOND_AT && this.hasSecond) await this.buySecond(now);
      else await this.changes.any(now);
      await this.note();
    }
    await pace.turn();
    await this.finish();
  }

  private async buy(): Promise<void> {
    const { stripe } = this.around;
    const { id: price } = this.chance.pick(PRICES);
    this.id = await stripe.payAt(await this.buyer.openCheckout(planOf(price), price));
    const { customer } = await this.note();
    const attach = async (card: string) => (await stripe.post(`/v1/payment_methods/${card}/attach`, { customer })).id;
    const cards = { good: await attach('pm_card_visa'), bad: await attach('pm_card_chargeCustomerFail') };
    this.changes = new Changes(stripe, cards, this.chance);
  }

  /** Where the application cannot stop it, and so much later that everybody can say which is older. */
  private async buySecond(now: TrueSubscription): Promise<void> {
    await eventually(() => Date.now() >= (now.created + 1) * 1000);
    const second = await this.changes.buyAnother(now);
    this.history.set(second.id, [seenOf(second)]);
  }

  /** The last change, made while instances are at work on those before. */
  private async finish(): Promise<void> {
    const { wire } = this.around;
    const { copies } = this.around.office;
    const isRead = wire.nextRead(this.id);
    // Of every other subscription some older events come together with the last one, or after it.
    const someComeLate = this.chance.next() < 0.5;
    copies.letGo(this.id, someComeLate ? 'some' : 'all');
    // What an instance has in its hands now is soon out of date.
    await isRead;
    const before = copies.countOf(this.id);
    await this.changes.last(await this.read());
    await this.note();
    if (!someComeLate) return;
    await eventually(() => copies.countOf(this.id) > before);
    copies.letGo(this.id);
  }

  private read(): Promise<TrueSubscription> {
    return this.around.stripe.subscription(this.id);
  }

  private async note(): Promise<TrueSubscription> {
    const now = await this.read();
    this.history.set(this.id, [...(this.history.get(this.id) ?? []), seenOf(now)]);
    return now;
  }
}
