import type { Stripe } from 'stripe';

/** An event that this transaction works on; nobody else sees it until the transaction ends. */
export interface ClaimedEvent {
  id: string;
  type: string;
  subject: string;
  payload: Stripe.Event;
  attempts: number;
}

const COLUMNS = 'id, type, subject, payload, attempts';

/** $1: events that were tried more often are left to others. */
export const CLAIM = `
  SELECT ${COLUMNS} FROM stripe_events
   WHERE status = 'pending' AND next_attempt_at <= now() AND attempts <= $1
   ORDER BY next_attempt_at
   LIMIT 1
   FOR UPDATE SKIP LOCKED`;

export const CLAIM_BY_ID = `SELECT ${COLUMNS} FROM stripe_events WHERE id = $1 FOR UPDATE`;

/** Another works on the same customer: look again soon. Counts as no attempt. */
export const POSTPONE = `UPDATE stripe_events SET next_attempt_at = now() + interval '200 milliseconds' WHERE id = $1`;
export const POSTPONED_MS = 200;

export const PROCESSED = `
  UPDATE stripe_events SET status = 'processed', attempts = attempts + 1, processed_at = now(), error = NULL WHERE id = $1`;

/** Not of an event that somebody else has brought to its end by now. */
export const FAILED = `
  UPDATE stripe_events
     SET attempts = $2, status = $3, error = $4, next_attempt_at = clock_timestamp() + make_interval(secs => $5)
   WHERE id = $1 AND attempts = $2 - 1`;

export const DEAD = `SELECT id FROM stripe_events WHERE status = 'dead' ORDER BY received_at`;
