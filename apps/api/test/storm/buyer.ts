import { setTimeout as wait } from 'node:timers/promises';
import type { Chance } from './chance.js';
import type { Instance } from '../support/instance.js';

/** Somebody with an account here, who asks whichever instance answers. */
export class Buyer {
  id: string;
  /** All checkout pages that this user was ever sent to. There must be one. */
  readonly pages = new Set<string>();
  /** Both cookies: the short-lived one may run out during a long storm. */
  private cookie: string;

  constructor(
    private readonly number: number,
    private readonly instances: Instance[],
    private readonly chance: Chance,
  ) {}

  /** The address that people know, which is the first instance's. */
  private get origin(): string {
    return this.instances[0]!.url;
  }

  async signUp(): Promise<void> {
    const response = await fetch(`${this.origin}/auth/signup`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: this.origin,
        // Nobody may sign up too often from one address.
        'x-forwarded-for': `10.7.${this.number >> 8}.${this.number & 255}`,
      },
      body: JSON.stringify({
        email: `buyer-${this.number}@example.com`,
        password: `a sturdy storm ${this.number} lantern`,
      }),
    });
    if (response.status !== 201) throw new Error(`Sign-up answered ${response.status}: ${await response.text()}`);
    this.id = ((await response.json()) as { id: string }).id;
    this.cookie = response.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
  }

  /** Clicks three times at once, as impatient people do, and again until there is a page. */
  async openCheckout(plan: string, price: string): Promise<string> {
    const clicks = await Promise.all([1, 2, 3].map(() => this.click(plan, price)));
    for (const page of clicks) this.pages.add(page);
    return clicks[0]!;
  }

  /** The plan that the user has as one of the instances sees it. */
  async planAt(instance: Instance): Promise<string> {
    const response = await fetch(`${instance.url}/billing/status`, { headers: { cookie: this.cookie } });
    if (!response.ok) throw new Error(`/billing/status answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { plan: string }).plan;
  }

  private async click(plan: string, price: string): Promise<string> {
    for (;;) {
      const page = await this.ask(plan, price);
      if (page) return page;
      await wait(100);
    }
  }

  /** Null when there was no answer, or one that says to try again. */
  private async ask(plan: string, price: string): Promise<string | null> {
    let response: Response;
    try {
      response = await fetch(`${this.chance.pick(this.instances).url}/billing/checkout`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: this.origin, cookie: this.cookie },
        body: JSON.stringify({ plan, price }),
      });
      if (response.status === 201) return ((await response.json()) as { url: string }).url;
    } catch {
      return null;
    }
    if (response.status === 503) return null;
    throw new Error(`Checkout answered ${response.status}: ${await response.text()}`);
  }
}
