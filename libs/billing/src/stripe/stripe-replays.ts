import { Injectable } from '@nestjs/common';
import { PreparedSql } from '@app/platform';
import { AuditLog } from '@app/security';
import { StripeEventProcessor } from './stripe-event-processor.js';
import { DEAD } from './stripe-event-queue.js';

/** What became of an event that was replayed. */
export interface Replay {
  id: string;
  outcome: 'processed' | 'failed' | 'unknown';
  error: string | null;
}

/** Gives stored events their effect once more, by hand, by the code that the worker runs. */
@Injectable()
export class StripeReplays {
  constructor(
    private readonly sql: PreparedSql,
    private readonly processor: StripeEventProcessor,
    private readonly audit: AuditLog,
  ) {}

  /** Those that were given up, oldest first. */
  async dead(): Promise<string[]> {
    const rows = await this.sql.rows<{ id: string }>('billing_dead_events', DEAD, []);
    return rows.map(({ id }) => id);
  }

  async replay(id: string): Promise<Replay> {
    const outcome = await this.processor.replay(id);
    if (outcome === 'nothing') return { id, outcome: 'unknown', error: null };
    await this.audit.record({ action: 'billing.event_replayed', details: { by: 'cli', event: id, outcome } });
    if (outcome === 'processed') return { id, outcome, error: null };
    const text = 'SELECT error FROM stripe_events WHERE id = $1';
    const [row] = await this.sql.rows<{ error: string | null }>('billing_event_error', text, [id]);
    return { id, outcome: 'failed', error: row?.error ?? null };
  }
}
