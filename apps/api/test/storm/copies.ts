import type { Chance } from './chance.js';

const COPIES = 3;

/** An event as it came from Stripe. */
export interface StripeEvent {
  id: string;
  type: string;
  data: { object: Record<string, unknown> };
}

/** One of the three times that an event is to be delivered. */
export interface Copy {
  event: StripeEvent;
  body: string;
}

/** What is still to be delivered: taken in any order, but for what goes out in a rush. */
export class Copies {
  /** The ids of all events that ever came. */
  readonly events = new Set<string>();
  private readonly pool: Copy[] = [];
  private readonly rush: Copy[] = [];
  private readonly held = new Map<string, Copy[]>();
  private readonly rushing = new Set<string>();
  private readonly counts = new Map<string, number>();
  private readonly waiting = new Set<() => void>();

  constructor(private readonly chance: Chance) {}

  add(event: StripeEvent, body: string): void {
    if (this.events.has(event.id)) return;
    this.events.add(event.id);
    const subscription = subscriptionOf(event);
    this.counts.set(subscription, this.countOf(subscription) + 1);
    const place = this.held.get(subscription) ?? (this.rushing.has(subscription) ? this.rush : this.pool);
    place.push(...Array.from({ length: COPIES }, () => ({ event, body })));
    this.wake();
  }

  /** One that nobody has acknowledged. */
  putBack(copy: Copy): void {
    this.pool.push(copy);
    this.wake();
  }

  /** The next one; undefined when there is none. */
  take(): Copy | undefined {
    return this.rush.shift() ?? this.pool.splice(this.chance.below(this.pool.length), 1)[0];
  }

  /** Resolves when there may be something to take. */
  more(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }

  /** Keeps what comes about a subscription from now on until `letGo`. */
  holdBack(subscription: string): void {
    this.held.set(subscription, []);
  }

  /** Hands out at once what was held back, all of it or some at random; then the rest stays, with what still comes. */
  letGo(subscription: string, what: 'all' | 'some' = 'all'): void {
    const held = this.chance.shuffled(this.held.get(subscription) ?? []);
    const rest = what === 'some' ? held.splice(Math.ceil(held.length / 2)) : [];
    this.rush.push(...held);
    if (what === 'some') this.held.set(subscription, rest);
    else this.held.delete(subscription);
    if (what === 'all') this.rushing.add(subscription);
    this.wake();
  }

  isEmpty(): boolean {
    return this.pool.length + this.rush.length + this.held.size === 0;
  }

  /** How many events came about a subscription. */
  countOf(subscription: string): number {
    return this.counts.get(subscription) ?? 0;
  }
}

/** The subscription that an event is about; empty when it is about none. */
function subscriptionOf({ data: { object } }: StripeEvent): string {
  if (object.object === 'subscription') return object.id as string;
  const parent = object.parent as { subscription_details?: { subscription?: string } } | undefined;
  return parent?.subscription_details?.subscription ?? (object.subscription as string | undefined) ?? '';
}
