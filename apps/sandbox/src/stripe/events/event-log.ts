import type { Faults } from '../faults/faults.js';
import type { StripeState } from '../state.js';
import { newEvent } from '../resources/event.js';
import type { Fields, Resource, StripeEvent } from '../types.js';

// The whole state is one file, so history is not endless; a storm of tests fits.
const keptEvents = 10_000;

/** Records what happened, as events, and queues each for the endpoints that want it. */
export class EventLog {
  private listener: () => void = () => undefined;

  constructor(
    private readonly state: StripeState,
    private readonly faults: Faults,
  ) {}

  /** Calls `listener` whenever there is something new to deliver. */
  onQueued(listener: () => void): void {
    this.listener = listener;
  }

  /** `created` is the real time even when the sandbox's clock is ahead: receivers measure their lag by it. */
  record(type: string, object: Resource, previous?: Fields): StripeEvent {
    const event = newEvent(type, object, previous, Math.floor(Date.now() / 1000));
    const now = Date.now();
    for (const endpoint of Object.values(this.state.webhookEndpoints)) {
      if (endpoint.status !== 'enabled' || !wants(endpoint.enabled_events, type)) continue;
      event.pending_webhooks++;
      for (const delayMs of this.faults.strikeWebhook(type)) {
        this.state.deliveries.push({
          event: event.id,
          endpoint: endpoint.id,
          attempts: 0,
          nextAttemptAtMs: now + delayMs,
          firstAttemptAtMs: now,
        });
      }
    }
    this.state.events[event.id] = event;
    this.forgetOldest();
    this.listener();
    return event;
  }

  /** Records that `object` became what it is now, having been `before`; nothing if nothing changed. */
  recordChange(type: string, object: Resource, before: Fields): void {
    const changed = Object.keys(object).filter((key) => JSON.stringify(object[key]) !== JSON.stringify(before[key]));
    if (changed.length === 0) return;
    this.record(type, object, Object.fromEntries(changed.map((key) => [key, before[key] ?? null])));
  }

  private forgetOldest(): void {
    const awaited = new Set(this.state.deliveries.map((delivery) => delivery.event));
    const ids = Object.keys(this.state.events);
    for (const id of ids.slice(0, Math.max(0, ids.length - keptEvents))) {
      if (!awaited.has(id)) delete this.state.events[id];
    }
  }
}

function wants(enabled: string[], type: string): boolean {
  return enabled.includes('*') || enabled.includes(type);
}
