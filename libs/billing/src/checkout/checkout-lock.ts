import { Injectable } from '@nestjs/common';
import { PreparedSql } from '@app/platform';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { BillingUnavailable } from '../billing.errors.js';

/** How long the lock outlives a holder that died. Should Stripe be slower still, its idempotency key prevents a second page. */
const LEASE_SECONDS = 30;
const WAIT_MS = 8000;
const POLL_MS = 50;

const LOCK = `
  INSERT INTO billing_customers AS c (user_id, locked_by, locked_until)
  VALUES ($1, $2, now() + make_interval(secs => $3))
  ON CONFLICT (user_id) DO UPDATE SET locked_by = excluded.locked_by, locked_until = excluded.locked_until
   WHERE c.locked_until IS NULL OR c.locked_until < now()
  RETURNING user_id`;
const UNLOCK =
  'UPDATE billing_customers SET locked_by = NULL, locked_until = NULL WHERE user_id = $1 AND locked_by = $2';

/**
 * Lets one checkout at a time be opened for a user, over all instances. It is a lease in the user's row and not a lock
 * of the database, because Stripe is slow at times and a waiting checkout must not keep a connection from everybody else.
 */
@Injectable()
export class CheckoutLock {
  constructor(private readonly sql: PreparedSql) {}

  /** Runs `work` as the only one for this user. Throws `BillingUnavailable` when another keeps the lock too long. */
  async hold<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const holder = randomUUID();
    await this.acquire(userId, holder);
    try {
      return await work();
    } finally {
      await this.sql.rows('billing_checkout_unlock', UNLOCK, [userId, holder]);
    }
  }

  private async acquire(userId: string, holder: string): Promise<void> {
    const until = performance.now() + WAIT_MS;
    while (!(await this.tryAcquire(userId, holder))) {
      if (performance.now() >= until) throw new BillingUnavailable();
      await wait(POLL_MS);
    }
  }

  private async tryAcquire(userId: string, holder: string): Promise<boolean> {
    const rows = await this.sql.rows('billing_checkout_lock', LOCK, [userId, holder, LEASE_SECONDS]);
    return rows.length > 0;
  }
}
