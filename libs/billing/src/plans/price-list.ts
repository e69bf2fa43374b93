import { Injectable } from '@nestjs/common';
import type { PriceView } from '@app/protocol';
import type { Stripe } from 'stripe';
import { StripeClient, within } from '../stripe/stripe.client.js';

interface Entry {
  view: Promise<PriceView>;
  until: number;
}

const KNOWN_MS = 10 * 60 * 1000;
/** After a failure Stripe is left alone for this long: the list is public, and anybody may ask for it at any rate. */
const UNKNOWN_MS = 15 * 1000;
const ANSWER_MS = 3000;

/** What prices cost, as Stripe says; remembered for ten minutes. While Stripe cannot say, the amount is unknown. */
@Injectable()
export class PriceList {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly stripe: StripeClient) {}

  viewOf(price: string): Promise<PriceView> {
    const known = this.entries.get(price);
    if (known && performance.now() < known.until) return known.view;
    const entry: Entry = { view: this.read(price), until: performance.now() + KNOWN_MS };
    this.entries.set(price, entry);
    void entry.view.then(({ amount }) => {
      if (amount === null) entry.until = performance.now() + UNKNOWN_MS;
    });
    return entry.view;
  }

  private async read(id: string): Promise<PriceView> {
    const asked = this.stripe.ask('prices.retrieve', (stripe) => stripe.prices.retrieve(id));
    try {
      return view(await within(ANSWER_MS, asked));
    } catch {
      // The client has reported why; a page of plans without amounts is better than none.
      return { id, amount: null, currency: null, interval: null };
    }
  }
}

const view = ({ id, unit_amount, currency, recurring }: Stripe.Price): PriceView => ({
  id,
  amount: unit_amount,
  currency,
  interval: recurring?.interval ?? null,
  ...(recurring && recurring.interval_count > 1 ? { intervalCount: recurring.interval_count } : {}),
});
