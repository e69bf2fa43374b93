import type { Form } from './form.js';

/** An object of the pretend Stripe, with what billing reads of it. */
export type PretendObject = { id: string; object: string; [key: string]: unknown };

const DAY = 86_400;
const nowSeconds = () => Math.floor(Date.now() / 1000);

/** What a pretend Stripe keeps: customers, checkout sessions, subscriptions, invoices and one price per id that is asked for. */
export class PretendAccount {
  private readonly objects = new Map<string, PretendObject>();
  readonly removed = new Set<string>();
  private number = 0;

  /** The body of the answer, or undefined for a 404. */
  answer(call: string, form: Form, query: URLSearchParams): PretendObject | undefined {
    const [method, , , ...path] = call.replace(' ', '/').split('/');
    const [resource, id, action] = path[0] === 'checkout' || path[0] === 'billing_portal' ? path.slice(1) : path;
    if (method === 'GET' && resource === 'prices') return price(id!);
    if (method === 'GET' && id) return this.objects.get(id);
    if (method === 'GET') return this.list(resource!, query);
    if (method === 'DELETE' && resource === 'subscriptions') return this.change(id!, { status: 'canceled' });
    if (action === 'expire') return this.change(id!, { status: 'expired', url: null });
    if (resource === 'customers') return this.add('cus', { object: 'customer', ...form });
    if (path[0] === 'billing_portal')
      return this.add('bps', { object: 'billing_portal.session', ...form, url: 'https://stripe/portal' });
    return path[0] === 'checkout' ? this.openSession(form) : undefined;
  }

  find(id: string): PretendObject {
    return this.objects.get(id)!;
  }

  /** What was made last with this prefix. */
  last(prefix: string): PretendObject {
    return [...this.objects.values()].findLast(({ id }) => id.startsWith(prefix))!;
  }

  /** The customer pays on the checkout page. Returns the new subscription. */
  pay(sessionId: string, facts: Record<string, unknown> = {}): PretendObject {
    const session = this.find(sessionId);
    const [item] = Object.values(session.line_items as Form) as { price: string }[];
    const subscription = this.subscribe(session.customer as string, { priceId: item!.price, ...facts });
    this.change(sessionId, { status: 'complete', url: null, subscription: subscription.id });
    return subscription;
  }

  subscribe(customer: string, facts: Record<string, unknown> = {}): PretendObject {
    const { priceId = 'price_pro', start = nowSeconds(), end = nowSeconds() + 30 * DAY, ...rest } = facts;
    const item = {
      object: 'subscription_item',
      price: price(priceId as string),
      current_period_start: start,
      current_period_end: end,
    };
    const items = { object: 'list', data: [item] };
    const defaults = { status: 'active', created: start, cancel_at: null, cancel_at_period_end: false, metadata: {} };
    return this.add('sub', { object: 'subscription', customer, items, ...defaults, ...rest });
  }

  invoice(customer: string, facts: Record<string, unknown>): PretendObject {
    return this.add('in', { object: 'invoice', customer, created: nowSeconds(), ...facts });
  }

  /** Deletes a customer; requests that name it are refused from now on. */
  remove(id: string): void {
    this.objects.delete(id);
    this.removed.add(id);
  }

  change(id: string, facts: Record<string, unknown>): PretendObject | undefined {
    const object = this.objects.get(id);
    return object && Object.assign(object, facts);
  }

  private openSession(form: Form): PretendObject {
    const session = this.add('cs_test', { object: 'checkout.session', ...form, status: 'open', subscription: null });
    return Object.assign(session, { url: `https://stripe/pay/${session.id}` });
  }

  private list(resource: string, query: URLSearchParams): PretendObject {
    const kind = resource.replace(/s$/, '');
    const mine = ({ object, customer }: PretendObject) => object === kind && customer === query.get('customer');
    return { id: '', object: 'list', data: [...this.objects.values()].filter(mine), has_more: false };
  }

  private add(prefix: string, facts: { object: string; [key: string]: unknown }): PretendObject {
    const object = { ...facts, id: `${prefix}_${++this.number}` };
    this.objects.set(object.id, object);
    return object;
  }
}

const price = (id: string): PretendObject => ({
  id,
  object: 'price',
  unit_amount: 2000,
  currency: 'eur',
  recurring: { interval: 'month' },
});
