/** As much of a subscription as the storm looks at. */
export interface TrueSubscription {
  id: string;
  customer: string;
  status: string;
  created: number;
  cancel_at_period_end: boolean;
  latest_invoice: string;
  items: { data: [{ id: string; current_period_end: number; price: { id: string } }] };
}
export interface TrueCustomer {
  id: string;
  metadata: Record<string, string>;
}
export interface TrueRefund {
  id: string;
  charge: string;
  metadata: Record<string, string>;
}
interface Page<T> {
  data: T[];
  has_more: boolean;
}

/** The sandbox's Stripe as its owner sees it: straight, without the slow wire. */
export class StripeAccount {
  constructor(
    readonly url: string,
    private readonly key: string,
  ) {}

  subscription(id: string): Promise<TrueSubscription> {
    return this.call('GET', `/v1/subscriptions/${id}`);
  }

  subscriptions(): Promise<TrueSubscription[]> {
    return this.all('/v1/subscriptions?status=all');
  }

  customers(): Promise<TrueCustomer[]> {
    return this.all('/v1/customers?');
  }

  refunds(): Promise<TrueRefund[]> {
    return this.all('/v1/refunds?');
  }

  post<T = { id: string }>(path: string, form: Record<string, string>): Promise<T> {
    return this.call('POST', path, new URLSearchParams(form));
  }

  delete(path: string): Promise<unknown> {
    return this.call('DELETE', path);
  }

  /** What nobody can tell Stripe, only the sandbox. */
  force(subscription: string, status: string): Promise<unknown> {
    return this.call('POST', `/_sandbox/subscriptions/${subscription}`, JSON.stringify({ status }));
  }

  /** Pays on the hosted page, as the buyer, and gives the id of the subscription bought. */
  async payAt(page: string): Promise<string> {
    const form = new URLSearchParams({ card: '4242424242424242', name: 'A Buyer', email: 'buyer@example.com' });
    const response = await fetch(page, { method: 'POST', body: form, redirect: 'manual' });
    if (response.status !== 303) throw new Error(`The checkout page answered ${response.status}`);
    const session = new URL(page).pathname.split('/').at(-1)!;
    return (await this.call<{ subscription: string }>('GET', `/v1/checkout/sessions/${session}`)).subscription;
  }

  private async all<T extends { id: string }>(path: string): Promise<T[]> {
    const found: T[] = [];
    for (;;) {
      const after = found.length ? `&starting_after=${found.at(-1)!.id}` : '';
      const page = await this.call<Page<T>>('GET', `${path}&limit=100${after}`);
      found.push(...page.data);
      if (!page.has_more) return found;
    }
  }

  private async call<T>(method: string, path: string, body?: URLSearchParams | string): Promise<T> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.key}` };
    if (typeof body === 'string') headers['content-type'] = 'application/json';
    const response = await fetch(this.url + path, { method, headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`Stripe answered ${method} ${path} with ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }
}
