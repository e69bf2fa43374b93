import type { Page } from 'playwright-core';
import { eventually } from '@app/platform/testing';

/** A card that Stripe takes, and that then fails whenever it is charged without its owner. */
export const CARD_THAT_FAILS_LATER = '4000 0000 0000 0341';

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

  async heal(): Promise<void> {
    await this.tell('DELETE', '/faults');
  }

  /** Gives the newest subscription any status, one that nobody has heard of included. */
  async setStatus(status: string): Promise<void> {
    const list = await fetch(`${this.url}/v1/subscriptions?status=all&limit=1`, {
      headers: { authorization: `Bearer ${this.key}` },
    });
    const { data } = (await list.json()) as { data: { id: string }[] };
    await this.tell('POST', `/subscriptions/${data[0]!.id}`, { status });
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
