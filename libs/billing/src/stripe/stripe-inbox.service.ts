import { Injectable } from '@nestjs/common';
import { currentSpan } from '@app/platform';
import type { Stripe } from 'stripe';
import { webhookEvents } from '../billing.metrics.js';
import { StripeEventHandlers } from './stripe-event-handlers.js';
import { StripeEventWorker } from './stripe-event-worker.js';
import { StripeEventWriter } from './stripe-event-writer.js';

/** Takes events in: once it returns, the event is committed and will have its effect, whatever happens to this process. */
@Injectable()
export class StripeInbox {
  constructor(
    private readonly writer: StripeEventWriter,
    private readonly handlers: StripeEventHandlers,
    private readonly worker: StripeEventWorker,
  ) {}

  /** Stores the event unless it is known already, and wakes the worker. Says whether it was news. */
  async accept(event: Stripe.Event): Promise<boolean> {
    const { type } = event;
    currentSpan()?.set({ 'turnpike.stripe.event.id': event.id });
    const status = this.handlers.has(type) ? 'pending' : 'ignored';
    const isNew = await this.writer.write(event, status);
    if (!isNew) webhookEvents.inc({ type, outcome: 'duplicate' });
    else if (status === 'ignored') webhookEvents.inc({ type, outcome: 'ignored' });
    else this.worker.wake();
    return isNew;
  }
}
