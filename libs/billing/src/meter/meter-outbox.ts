import { Injectable } from '@nestjs/common';
import { PreparedSql } from '@app/platform';

/** One turn on its way to Stripe. */
export interface DueReport {
  turnId: string;
  customer: string;
  usedAtSeconds: number;
  attempts: number;
}

// Who never bought anything is no customer of Stripe's, and owes nothing.
const ADD = `
  INSERT INTO meter_reports (turn_id, stripe_customer_id)
  SELECT $2, stripe_customer_id FROM billing_customers WHERE user_id = $1 AND stripe_customer_id IS NOT NULL
  ON CONFLICT (turn_id) DO NOTHING`;

// Claimed for as long as a batch may take: should its sender die, another sends it again, under the same identifiers.
const CLAIM = `
  UPDATE meter_reports
     SET attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, now()),
         next_attempt_at = now() + interval '2 minutes'
   WHERE turn_id IN (
     SELECT turn_id FROM meter_reports WHERE status = 'pending' AND next_attempt_at <= now()
      ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING turn_id AS "turnId", stripe_customer_id AS customer,
            extract(epoch FROM used_at)::int AS "usedAtSeconds", attempts`;

const SENT = `UPDATE meter_reports SET status = 'sent' WHERE turn_id = ANY($1::uuid[])`;

// Stripe knows an identifier again for at least 24 hours. After that the same turn could count a second time.
const RETRY = `
  UPDATE meter_reports
     SET status = CASE WHEN first_attempt_at < now() - interval '23 hours' THEN 'dead' ELSE 'pending' END,
         next_attempt_at = now() + make_interval(secs => $2)
   WHERE turn_id = $1
  RETURNING status`;

const PRUNE = `DELETE FROM meter_reports WHERE status = 'sent' AND used_at < now() - interval '35 days'`;

/** The reports that wait for Stripe, shared by all instances. */
@Injectable()
export class MeterOutbox {
  constructor(private readonly sql: PreparedSql) {}

  async add(userId: string, turnId: string): Promise<void> {
    await this.sql.rows('billing_meter_add', ADD, [userId, turnId]);
  }

  /** Up to so many that are due; nobody else gets them meanwhile. */
  claim(most: number): Promise<DueReport[]> {
    return this.sql.rows<DueReport & Record<string, unknown>>('billing_meter_claim', CLAIM, [most]);
  }

  async markSent(turnIds: string[]): Promise<void> {
    if (turnIds.length > 0) await this.sql.rows('billing_meter_sent', SENT, [turnIds]);
  }

  /** True while it will be tried again. */
  async retryIn(turnId: string, seconds: number): Promise<boolean> {
    const [row] = await this.sql.rows<{ status: string }>('billing_meter_retry', RETRY, [turnId, seconds]);
    return row?.status === 'pending';
  }

  /** Turns that were sent so long ago that nobody reports them again. */
  async prune(): Promise<void> {
    await this.sql.rows('billing_meter_prune', PRUNE, []);
  }
}
