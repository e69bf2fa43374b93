import { Injectable, Logger } from '@nestjs/common';
import { NotFound, PreparedSql } from '@app/platform';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { BillingUnavailable } from '../billing.errors.js';

/** How long the lock outlives a holder that died. A living one renews it in time. */
const LEASE_SECONDS = 30;
const RENEW_MS = 10_000;
const WAIT_MS = 7500;
const POLL_MS = 50;
/** Postgres' code for a row that refers to none. */
const NO_SUCH_USER = '23503';

const LOCK = `
  INSERT INTO billing_customers AS c (user_id, locked_by, locked_until)
  VALUES ($1, $2, now() + make_interval(secs => $3))
  ON CONFLICT (user_id) DO UPDATE SET locked_by = excluded.locked_by, locked_until = excluded.locked_until
   WHERE c.locked_until IS NULL OR c.locked_until < now()
  RETURNING user_id`;
const RENEW = `
  UPDATE billing_customers SET locked_until = now() + make_interval(secs => $3) WHERE user_id = $1 AND locked_by = $2`;
const UNLOCK =
  'UPDATE billing_customers SET locked_by = NULL, locked_until = NULL WHERE user_id = $1 AND locked_by = $2';

/**
 * Lets one thing at a time be bought, changed or ended for a user, over all instances. It is a lease in the user's row
 * and not a lock of the database, because Stripe is slow at times and who waits must not keep a connection from others.
 */
@Injectable()
export class UserLock {
  private readonly logger = new Logger(UserLock.name);

  constructor(private readonly sql: PreparedSql) {}

  /** Runs `work` as the only one for this user. Throws `BillingUnavailable` when another keeps the lock too long, `NotFound` without a user. */
  hold<T>(userId: string, work: () => Promise<T>): Promise<T> {
    return this.run(userId, work, true);
  }

  /** The same, but once `work` is done nobody else gets the lock while the lease lasts. For a user's last act. */
  holdLast<T>(userId: string, work: () => Promise<T>): Promise<T> {
    return this.run(userId, work, false);
  }

  private async run<T>(userId: string, work: () => Promise<T>, letsGo: boolean): Promise<T> {
    const holder = await this.acquire(userId);
    const renewal = setInterval(() => void this.renew(userId, holder), RENEW_MS);
    let unlocks = true;
    try {
      const result = await work();
      unlocks = letsGo;
      return result;
    } finally {
      clearInterval(renewal);
      if (unlocks) await this.sql.rows('billing_user_unlock', UNLOCK, [userId, holder]);
    }
  }

  private async acquire(userId: string): Promise<string> {
    const holder = randomUUID();
    const until = performance.now() + WAIT_MS;
    while ((await this.tryAcquire(userId, holder)).length === 0) {
      if (performance.now() >= until) throw new BillingUnavailable();
      await wait(POLL_MS);
    }
    return holder;
  }

  private async tryAcquire(userId: string, holder: string): Promise<unknown[]> {
    try {
      return await this.sql.rows('billing_user_lock', LOCK, [userId, holder, LEASE_SECONDS]);
    } catch (error) {
      // Whoever waited for the lock may find that the account has been deleted meanwhile.
      if ((error as { code?: string }).code === NO_SUCH_USER) throw new NotFound('There is no such account any more.');
      throw error;
    }
  }

  private async renew(userId: string, holder: string): Promise<void> {
    try {
      await this.sql.rows('billing_user_lock_renew', RENEW, [userId, holder, LEASE_SECONDS]);
    } catch {
      // The next renewal comes before the lease is over.
      this.logger.warn('A lock could not be renewed');
    }
  }
}
