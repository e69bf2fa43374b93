import { Injectable } from '@nestjs/common';
import { PreparedSql } from '@app/platform';
import type { Stripe } from 'stripe';
import { webhookEvents } from '../billing.metrics.js';
import { StripeEventHandlers } from './stripe-event-handlers.js';
import { StripeEventWorker } from './stripe-event-worker.js';
import { customerOfEvent } from './stripe-shapes.js';

const INSERT = `
  INSERT INTO stripe_events (id, type, subject, payload, status, created, processed_at)
  VALUES ($1, $2, $3, $4, $5, to_timestamp($6), CASE WHEN $5 = 'ignored' THEN now() END)
  ON CONFLICT (id) DO NOTHING
  RETURNING id`;

/** Takes events in: once it returns, the event is committed and will have its effect, whatever happens to this process. */
@Injectable()
export class StripeInbox {
  constructor(
    private readonly sql: PreparedSql,
    private readonly handlers: StripeEventHandlers,
    private readonly worker: StripeEventWorker,
  ) {}

  /** Stores the event unless it is known already, and wakes the worker. */
  async accept(event: Stripe.Event): Promise<void> {
    const { id, type, created } = event;
    const status = this.handlers.has(type) ? 'pending' : 'ignored';
    const subject = customerOfEvent(event) ?? id;
    const rows = await this.sql.rows('billing_event_insert', INSERT, [
      id,
      type,
      subject,
      storable(event),
      status,
      created,
    ]);
    if (rows.length === 0) webhookEvents.inc({ type, outcome: 'duplicate' });
    else if (status === 'ignored') webhookEvents.inc({ type, outcome: 'ignored' });
    else this.worker.wake();
  }
}

/** Postgres stores no NUL character, not even escaped in JSON. */
function storable(event: Stripe.Event): string {
  return JSON.stringify(event, (_, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value,
  );
}
