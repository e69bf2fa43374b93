import { m } from '#messages';
import { api, ApiError } from '#lib/api/client.js';
import type { Plan, PlanChange, PortalFlow, Price } from '#lib/api/types.js';
import { formatDate } from '#lib/format.js';
import type { Sentence } from '#lib/language.svelte.js';
import { billing } from './billing.svelte.js';
import { describeTerm, termOf } from './price-words.js';

/** What needs a second word before it is done. */
export type Question = { kind: 'change'; plan: Plan; price: Price } | { kind: 'cancel' };

/** What came of an errand; told once, at the top of the page. */
export interface Told {
  title: Sentence;
  text: Sentence;
}

/** What the page does to somebody's subscription, and what it has to say about it. */
export class Errands {
  question = $state<Question | null>(null);
  told = $state<Told | null>(null);
  /** What showed that the page was out of date, so that the button it came from may be gone. */
  surprise = $state<unknown>(null);

  ask(question: Question): void {
    this.#begin();
    this.question = question;
  }

  /** Leaves for Stripe's checkout page. */
  buy = ({ name }: Plan, price: Price) =>
    this.#do(() => leaveFor(api.post('/billing/checkout', { body: { plan: name, price: price.id } })));

  /** Leaves for Stripe's portal, at the given task or at its first page. */
  openPortal = (flow?: PortalFlow) =>
    this.#do(() => leaveFor(api.post('/billing/portal', { body: flow ? { flow } : {} })));

  change = (plan: Plan, price: Price) =>
    this.#do(async () => {
      const change = await api.post('/billing/change', { body: { plan: plan.name, price: price.id } });
      const isSamePlan = billing.bought?.name === plan.name;
      await billing.refresh();
      this.question = null;
      this.told = isSamePlan ? tellOfTerm(price, change) : tellOfPlan(plan, change);
    });

  cancel = () =>
    this.#do(async () => {
      const plan = billing.boughtLabel;
      const status = await api.post('/billing/cancel');
      billing.learn(status);
      this.question = null;
      const end = status.currentPeriodEnd;
      this.told = {
        title: m.billing_cancelled,
        text: () =>
          end ? m.billing_cancelled_until({ plan, date: formatDate(end) }) : m.billing_cancelled_text({ plan }),
      };
    });

  /** Undoes a cancellation, or a change that was still to come. */
  resume = () =>
    this.#do(async () => {
      billing.learn(await api.post('/billing/resume'));
      this.told = { title: () => m.billing_resumed({ plan: billing.boughtLabel }), text: m.billing_resumed_text };
    });

  #begin(): void {
    this.told = null;
    this.surprise = null;
  }

  async #do(errand: () => Promise<void>): Promise<void> {
    this.#begin();
    try {
      await errand();
    } catch (error) {
      if (!(error instanceof ApiError) || !['already_subscribed', 'not_subscribed'].includes(error.code)) throw error;
      await billing.refresh();
      this.question = null;
      this.surprise = error;
    }
  }
}

function tellOfTerm(price: Price, { effective, at }: PlanChange): Told {
  const term = () => describeTerm(termOf(price));
  return effective === 'now'
    ? { title: () => m.billing_changed_term({ term: term() }), text: m.billing_changed_text }
    : {
        title: () => m.billing_changes_term_later({ term: term(), date: formatDate(at) }),
        text: m.billing_until_then,
      };
}

function tellOfPlan({ name }: Plan, { effective, at }: PlanChange): Told {
  const plan = billing.labelOf(name);
  return effective === 'now'
    ? { title: () => m.billing_changed({ plan }), text: m.billing_changed_text }
    : { title: () => m.billing_changes_later({ plan, date: formatDate(at) }), text: m.billing_until_then };
}

/** Never ends by itself: the browser is on its way to another page. */
async function leaveFor(page: Promise<{ url: string }>): Promise<never> {
  location.assign((await page).url);
  return new Promise(() => {});
}
