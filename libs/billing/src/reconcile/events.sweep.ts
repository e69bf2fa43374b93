import { Inject, Injectable, Optional } from '@nestjs/common';
import { PreparedSql } from '@app/platform';
import type { Stripe } from 'stripe';
import { ALL_WORK, BACKGROUND_WORK, type BackgroundWork } from '../background-work.js';
import { StripeEventHandlers } from '../stripe/stripe-event-handlers.js';
import { StripeEventProcessor } from '../stripe/stripe-event-processor.js';
import { StripeInbox } from '../stripe/stripe-inbox.service.js';
import { PacedStripe } from './paced-stripe.js';
import { eachPage, type Run, type Sweep } from './sweep.js';

const KNOWN = 'SELECT id FROM stripe_events WHERE id = ANY($1)';
/** A webhook may take so long before anybody should call it lost. */
const ON_ITS_WAY_SECONDS = 60;

/** Events that Stripe made and that never reached the inbox. */
@Injectable()
export class EventsSweep implements Sweep {
  readonly phase = 'events';

  constructor(
    private readonly stripe: PacedStripe,
    private readonly sql: PreparedSql,
    private readonly handlers: StripeEventHandlers,
    private readonly inbox: StripeInbox,
    private readonly processor: StripeEventProcessor,
    @Optional() @Inject(BACKGROUND_WORK) private readonly work: BackgroundWork = ALL_WORK,
  ) {}

  count(): Promise<number> {
    return Promise.resolve(0);
  }

  go(cursor: string | null, run: Run): Promise<void> {
    const created = {
      gte: Math.floor(run.since.getTime() / 1000),
      lte: Math.floor(Date.now() / 1000) - ON_ITS_WAY_SECONDS,
    };
    return eachPage(
      cursor,
      run,
      (page) => this.stripe.ask('events.list', (stripe) => stripe.events.list({ ...page, created })),
      (events) => this.look(events, run),
    );
  }

  private async look(events: Stripe.Event[], run: Run): Promise<void> {
    const wanted = events.filter(({ type }) => this.handlers.has(type));
    const ids = wanted.map(({ id }) => id);
    const rows = await this.sql.rows<{ id: string }>('billing_events_known', KNOWN, [ids]);
    const known = new Set(rows.map(({ id }) => id));
    for (const event of wanted.filter(({ id }) => !known.has(id))) {
      if (!run.isDry) await this.take(event);
      run.found({ kind: 'missed_event', id: event.id, repaired: !run.isDry });
    }
  }

  private async take(event: Stripe.Event): Promise<void> {
    await this.inbox.accept(event);
    // Without a worker in this process nobody might look at it for a long time.
    if (!this.work.inbox) await this.processor.replay(event.id);
  }
}
