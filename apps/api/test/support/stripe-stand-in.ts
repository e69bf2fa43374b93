import type { Page } from 'playwright-core';
import { eventually } from '@app/platform/testing';

/** A card that Stripe takes, and that then fails whenever it is charged without its owner. */
export const CARD_THAT_FAILS_LATER = '4000 0000 0000 0341';

/** As much of an object of Stripe's as tests look at. */
interface StripeObject {
  id: string;
  items?: { data: { id: string }[] };
}

const ALL: Record<string, string> = { subscriptions: '&status=all' };

/** The Stripe sandbox, told what nobody can tell Stripe. */
export class StripeStandIn {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** Has calls of these paths fail until `heal`. */
  async breakCalls(path: string): Promise<void> {
    await this.tell('POST', '/faults', { kind: 'error', path });
  }

  /** Has no webhook arrive until `heal`, or each only after a while. */
  async holdWebhooks(delayMs?: number): Promise<void> {
    await this.tell('POST', '/faults', delayMs ? { kind: 'delay', delay_ms: delayMs } : { kind: 'drop' });
  }

  async heal(): Promise<void> {
    await this.tell('DELETE', '/faults');
  }

  /** Lets days pass at Stripe, with everything that falls due on the way. */
  async advance(days: number): Promise<void> {
    await this.tell('POST', '/clock', { advance_seconds: days * 86_400 });
  }

  /** What becomes of a subscription after its last failed payment. */
  async endRetriesAs(status: 'canceled' | 'unpaid'): Promise<void> {
    await this.tell('POST', '/settings', { after_retries: status });
  }

  /** Gives the newest subscription any status, one that nobody has heard of included. */
  async setStatus(status: string): Promise<void> {
    await this.tell('POST', `/subscriptions/${(await this.newest('subscriptions')).id}`, { status });
  }

  /** Gives a part of the newest invoice's payment back, and has the buyer's bank dispute it. */
  async takeBack(): Promise<void> {
    const { id } = await this.newest('invoices');
    await this.tell('POST', `/invoices/${id}/refund`, { amount: '500' });
    await this.tell('POST', `/invoices/${id}/dispute`, {});
  }

  async newest(what: 'customers' | 'invoices' | 'subscriptions'): Promise<StripeObject> {
    const { data } = await this.ask<{ data: StripeObject[] }>('GET', `/${what}?limit=1${ALL[what] ?? ''}`);
    return data[0]!;
  }

  /** Calls Stripe's API, as an operator would from the dashboard. */
  async ask<T = StripeObject>(method: string, path: string, form?: Record<string, string>): Promise<T> {
    const headers = { authorization: `Bearer ${this.key}` };
    const answer = await fetch(`${this.url}/v1${path}`, { method, headers, body: form && new URLSearchParams(form) });
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  private async tell(method: string, path: string, body?: object): Promise<void> {
    const answer = await fetch(`${this.url}/_sandbox${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
  }
}

/** Buys on the hosted page that the button with this test id leads to, and waits until the billing page knows it. */
export async function buy(page: Page, button: string, card?: string): Promise<void> {
  await page.goto('/billing');
  await page.getByTestId(button).click();
  if (card) await page.getByLabel('Card number').fill(card);
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.waitForURL('**/billing?checkout_session=**');
  await page.getByTestId('checkout-return').getByText('Thank you').waitFor();
}

/** Opens the billing page until it shows this status; what happens at Stripe takes a moment to be known here. */
export async function arrivesAt(page: Page, status: string): Promise<void> {
  await eventually(async () => {
    await page.goto('/billing');
    return (await page.getByTestId('billing-status').getAttribute('data-status')) === status;
  });
}
