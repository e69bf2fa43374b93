import type { Form } from './form.js';
import { PretendChanges } from './pretend-changes.js';
import { invalid } from './pretend-refusal.js';

/** An object of the pretend Stripe, with what billing reads of it. */
export type PretendObject = { id: string; object: string; [key: string]: unknown };

const DAY = 86_400;
const nowSeconds = () => Math.floor(Date.now() / 1000);

/** What a pretend Stripe keeps: customers, checkout sessions, subscriptions, invoices and one price per id that is asked for. */
export class PretendAccount {
  private readonly objects = new Map<string, PretendObject>();
  readonly removed = new Set<string>();
  readonly changes = new PretendChanges(this);
  /** What was counted by a meter, by identifier. */
  readonly metered = new Map<string, PretendObject>();
  private readonly prices = new Map<string, PretendObject>();
  private number = 0;

  /** The body of the answer, or undefined for a 404. */
  answer(call: string, form: Form, query: URLSearchParams): PretendObject | undefined {
    const [method, , , ...path] = call.replace(' ', '/').split('/');
    const [resource, id, action] = path[0] === 'checkout' || path[0] === 'billing_portal' ? path.slice(1) : path;
    if (method === 'GET' && resource === 'prices') return this.price(id!);
    if (method === 'GET' && id && this.removed.has(id)) return { id, object: 'customer', deleted: true };
    if (method === 'GET' && id) return this.expanded(this.objects.get(id), query);
    if (method === 'GET') return this.list(resource!, query);
    if (method === 'POST' && path.at(-1) === 'meter_events') return this.count(form);
    const changed = method === 'POST' ? this.changes.answer(path, form) : null;
    if (changed) return changed;
    if (resource === 'configurations') return this.configure(id, form);
    if (method === 'DELETE' && resource === 'subscriptions')
      return this.cancel(id!, { ...form, ...Object.fromEntries(query) });
    if (action === 'expire') {
      if (this.find(id!).status !== 'open') throw invalid('Only open Checkout Sessions can be expired.');
      return this.change(id!, { status: 'expired', url: null });
    }
    if (resource === 'refunds') return this.add('re', { object: 'refund', ...form });
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
    const terms = session.subscription_data as { metadata?: Form; trial_period_days?: string } | undefined;
    const trial = terms?.trial_period_days ? { status: 'trialing' } : {};
    const bought = { priceId: item!.price, metadata: { ...terms?.metadata }, ...trial };
    const subscription = this.subscribe(session.customer as string, { ...bought, ...facts });
    this.change(sessionId, { status: 'complete', url: null, subscription: subscription.id });
    return subscription;
  }

  subscribe(customer: string, facts: Record<string, unknown> = {}): PretendObject {
    const { priceId = 'price_pro', start = nowSeconds(), end = nowSeconds() + 30 * DAY, ...rest } = facts;
    const item = {
      id: `si_${++this.number}`,
      object: 'subscription_item',
      price: this.price(priceId as string),
      quantity: 1,
      current_period_start: start,
      current_period_end: end,
    };
    const items = { object: 'list', data: [item] };
    const defaults = {
      status: 'active',
      created: start,
      cancel_at: null,
      cancel_at_period_end: false,
      metadata: {},
      schedule: null,
    };
    return this.add('sub', { object: 'subscription', customer, items, ...defaults, ...rest });
  }

  invoice(customer: string, facts: Record<string, unknown>): PretendObject {
    return this.add('in', { object: 'invoice', customer, created: nowSeconds(), ...facts });
  }

  /** An object whose id is known beforehand. */
  know(object: PretendObject): void {
    this.objects.set(object.id, object);
  }

  /** Any other object, as Stripe would have made it by itself. */
  put(prefix: string, facts: { object: string; [key: string]: unknown }): PretendObject {
    return this.add(prefix, facts);
  }

  /** There is no such object, and never was. */
  lose(id: string): void {
    this.objects.delete(id);
  }

  /** Deletes a customer, which ends its subscriptions; requests that name it are refused from now on. */
  remove(id: string): void {
    this.objects.delete(id);
    this.removed.add(id);
    for (const object of this.objects.values()) {
      if (object.object === 'subscription' && object.customer === id) object.status = 'canceled';
    }
  }

  /** A price: of 20 € a month, unless `setPrice` said something else. */
  price(id: string): PretendObject {
    const known = this.prices.get(id);
    return known ?? this.setPrice(id, 2000);
  }

  setPrice(id: string, unitAmount: number | null, interval = 'month', facts: object = {}): PretendObject {
    const recurring = { interval, interval_count: 1 };
    const product = `prod_${id}`;
    const price = { id, object: 'price', product, unit_amount: unitAmount, currency: 'eur', recurring, ...facts };
    this.prices.set(id, price);
    return price;
  }

  change(id: string, facts: Record<string, unknown>): PretendObject | undefined {
    const object = this.objects.get(id);
    return object && Object.assign(object, facts);
  }

  private cancel(id: string, how: Record<string, unknown>): PretendObject | undefined {
    const subscription = this.objects.get(id);
    return subscription?.status === 'canceled'
      ? undefined
      : this.change(id, { status: 'canceled', cancelledWith: how });
  }

  private configure(id: string | undefined, form: Form): PretendObject {
    const facts = { object: 'billing_portal.configuration', active: true, is_default: false, ...form };
    return id ? this.change(id, form)! : this.add('bpc', facts);
  }

  private count(form: Form): PretendObject {
    const identifier = form.identifier as string;
    if (this.metered.has(identifier)) throw invalid(`An event already exists with identifier ${identifier}.`);
    const event = { ...form, id: identifier, object: 'billing.meter_event' };
    this.metered.set(identifier, event);
    return event;
  }

  private expanded(object: PretendObject | undefined, query: URLSearchParams): PretendObject | undefined {
    const asked = [...query].some(([name, value]) => name.startsWith('expand') && value.endsWith('schedule'));
    return asked && object?.schedule ? { ...object, schedule: this.find(object.schedule as string) } : object;
  }

  private openSession(form: Form): PretendObject {
    const session = this.add('cs_test', { object: 'checkout.session', ...form, status: 'open', subscription: null });
    return Object.assign(session, { url: `https://stripe/pay/${session.id}` });
  }

  private list(resource: string, query: URLSearchParams): PretendObject {
    const kind = resource === 'configurations' ? 'billing_portal.configuration' : resource.replace(/s$/, '');
    const wanted = (object: PretendObject) => object.object === kind && isListed(object, query);
    const all = [...this.objects.values()].filter(wanted).reverse();
    const from = all.findIndex(({ id }) => id === query.get('starting_after')) + 1;
    const page = all.slice(from, from + Number(query.get('limit') ?? 10));
    const data = page.map((object) => this.expanded(object, query)!);
    return { id: '', object: 'list', data, has_more: from + data.length < all.length };
  }

  private add(prefix: string, facts: { object: string; [key: string]: unknown }): PretendObject {
    const object = { ...facts, id: `${prefix}_${++this.number}` };
    this.objects.set(object.id, object);
    return object;
  }
}

/** The filters of Stripe's lists that billing uses. */
function isListed(object: PretendObject, query: URLSearchParams): boolean {
  const same = ['customer', 'invoice', 'payment_intent'].every(
    (name) => !query.has(name) || query.get(name) === object[name],
  );
  const created = Number(object.created ?? 0);
  const [from, to] = [query.get('created[gte]') ?? 0, query.get('created[lte]') ?? Infinity].map(Number);
  return same && created >= from! && created <= to!;
}
