/** The stand-in's Stripe account, used as its owner would, and broken as only a stand-in can be. */
export class StripeAccount {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** Begins the trial of whoever has this e-mail address; returns the subscription's id. */
  async subscribe(email: string, price: string): Promise<string> {
    const { data } = await this.ask<{ data: { id: string }[] }>(
      'GET',
      `/v1/customers?email=${encodeURIComponent(email)}`,
    );
    const customer = data[0]!.id;
    const terms = { customer, 'items[0][price]': price, trial_period_days: '30' };
    const { id } = await this.ask<{ id: string }>('POST', '/v1/subscriptions', terms);
    return id;
  }

  /** Something that its events tell of, and that changes nothing. */
  async touch(subscription: string, note: string): Promise<void> {
    await this.ask('POST', `/v1/subscriptions/${subscription}`, { 'metadata[note]': note });
  }

  /** Has calls fail until `heal`. */
  async breakCalls(method: string, path: string): Promise<void> {
    await this.ask('POST', '/_sandbox/faults', { kind: 'error', method, path });
  }

  async heal(): Promise<void> {
    await this.ask('DELETE', '/_sandbox/faults');
  }

  private async ask<T>(method: string, path: string, form?: Record<string, string>): Promise<T> {
    const headers = { authorization: `Bearer ${this.key}` };
    const answer = await fetch(this.url + path, { method, headers, ...(form && { body: new URLSearchParams(form) }) });
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
    return (await answer.json().catch(() => ({}))) as T;
  }
}
