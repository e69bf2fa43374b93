import type { BillingApp } from './billing-app.js';
import { until } from './billing-app.js';

export interface StoredEvent {
  id: string;
  status: string;
  attempts: number;
  error: string | null;
  payload: { data: { object: Record<string, unknown> } };
}

/** What a test asks about the inbox of an app. */
export class InboxView {
  constructor(private readonly app: BillingApp) {}

  async row(id: string): Promise<StoredEvent | undefined> {
    const rows = await this.app.sql.query<StoredEvent[]>('SELECT * FROM stripe_events WHERE id = $1', [id]);
    return rows[0];
  }

  async count(): Promise<number> {
    const [row] = await this.app.sql.query<[{ n: number }]>('SELECT count(*)::int AS n FROM stripe_events');
    return row.n;
  }

  /** Waits until the event has had its effect or was given up. */
  settled(id: string, milliseconds?: number): Promise<StoredEvent> {
    return until(async () => {
      const row = await this.row(id);
      return row && row.status !== 'pending' ? row : null;
    }, milliseconds);
  }

  /** Lets a failed event be tried again now instead of after its pause. */
  async hurry(id: string): Promise<void> {
    await this.app.sql.query(`UPDATE stripe_events SET next_attempt_at = now() WHERE id = $1 AND status = 'pending'`, [
      id,
    ]);
  }

  /** A user and the customer that is theirs at Stripe. */
  async buyer(): Promise<{ user: string; customer: string }> {
    const user = await this.app.createUser();
    const customer = `cus_${user}`;
    const insert = 'INSERT INTO billing_customers (user_id, stripe_customer_id) VALUES ($1, $2)';
    await this.app.sql.query(insert, [user, customer]);
    return { user, customer };
  }

  async planOf(user: string): Promise<string> {
    return ((await this.app.call('GET', '/billing/status', user)).body as { plan: string }).plan;
  }
}
