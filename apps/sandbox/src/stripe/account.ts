import { copyOf } from './copy.js';
import { SandboxClock } from './clock.js';
import { EventLog } from './events/event-log.js';
import type { Faults } from './faults/faults.js';
import type { StripeState } from './state.js';
import type { Customer, Fields, Price, Resource, Subscription, SubscriptionItem } from './types.js';

/** The pretend Stripe account that every route, page and rule works on: what it remembers, its clock, its events. */
export class Account {
  readonly clock: SandboxClock;
  readonly events: EventLog;

  constructor(
    readonly state: StripeState,
    readonly baseUrl: string,
    readonly appUrl: string,
    faults: Faults,
  ) {
    this.clock = new SandboxClock(state);
    this.events = new EventLog(state, faults);
  }

  /** Alters `object` and records the event for it, with what the altered fields were before. */
  change<T extends Resource>(type: string, object: T, alter: (object: T) => void): void {
    const before = copyOf(object) as Fields;
    alter(object);
    this.events.recordChange(type, object, before);
  }

  /** The customer, unless unknown or deleted. */
  findCustomer(id: string): Customer | null {
    const customer = this.state.customers[id];
    return customer && !customer.deleted ? customer : null;
  }

  subscriptionsOf(customer: string): Subscription[] {
    return Object.values(this.state.subscriptions).filter((subscription) => subscription.customer === customer);
  }

  /** The name people see for a price: its product's. */
  nameOf(price: Price): string {
    return this.state.products[price.product]?.name ?? price.product;
  }
}

/** The subscription's one item; the sandbox sells one thing at a time. */
export function itemOf(subscription: Subscription): SubscriptionItem {
  return subscription.items.data[0] as SubscriptionItem;
}
