import { Injectable } from '@nestjs/common';
import { PreparedSql } from '@app/platform';
import { QUOTAS, type Quota, type QuotaView } from '@app/protocol';
import { QuotaExceeded } from '../billing.errors.js';
import { quotaRefused } from '../billing.metrics.js';
import { Entitlements } from './entitlements.service.js';
import { PlanCatalogue } from './plan-catalogue.js';

// One statement: the usage grows only below the limit and only together with the charge. Two at once with the same key
// collide on the charge's primary key, which undoes the later one whole.
const TAKE = `
  WITH usage AS (
    INSERT INTO quota_usages AS u (user_id, quota, period_start, used)
    SELECT $1, $2, $3, 1
     WHERE $4 > 0 AND NOT EXISTS (SELECT FROM quota_charges WHERE user_id = $1 AND quota = $2 AND key = $5)
    ON CONFLICT (user_id, quota, period_start) DO UPDATE SET used = u.used + 1 WHERE u.used < $4
    RETURNING used
  ), charge AS (
    INSERT INTO quota_charges (user_id, quota, key, period_start) SELECT $1, $2, $5, $3 FROM usage RETURNING key
  )
  SELECT EXISTS (SELECT FROM charge) OR EXISTS (SELECT FROM quota_charges WHERE user_id = $1 AND quota = $2 AND key = $5) AS taken`;

const GIVE_BACK = `
  WITH charge AS (
    DELETE FROM quota_charges WHERE user_id = $1 AND quota = $2 AND key = $3 RETURNING period_start
  )
  UPDATE quota_usages u SET used = greatest(u.used - 1, 0) FROM charge
   WHERE u.user_id = $1 AND u.quota = $2 AND u.period_start = charge.period_start`;

const USED = 'SELECT quota, used FROM quota_usages WHERE user_id = $1 AND period_start = $2';

/** Counts what plans limit per period, over all instances, never past the limit. */
@Injectable()
export class Quotas {
  constructor(
    private readonly sql: PreparedSql,
    private readonly entitlements: Entitlements,
    private readonly catalogue: PlanCatalogue,
  ) {}

  /** Takes one for `key`, or throws `QuotaExceeded`. The same key again takes nothing until it was given back. */
  async take(userId: string, quota: Quota, key: string): Promise<void> {
    const { start, end } = utcDay(new Date());
    const { plan } = await this.entitlements.of(userId);
    const limit = this.limitOf(plan, quota);
    if (await this.tryTake(userId, quota, start, limit, key)) return;
    quotaRefused.inc({ quota, plan });
    throw new QuotaExceeded(quota, limit, end);
  }

  /** Gives back what was taken for `key`, in the period it was taken in. A second time does nothing. */
  async giveBack(userId: string, quota: Quota, key: string): Promise<void> {
    await this.sql.rows('billing_quota_give_back', GIVE_BACK, [userId, quota, key]);
  }

  /** Limit and use of every quota in the running period. `plan` saves reading it again. */
  async of(userId: string, plan?: string): Promise<Record<Quota, QuotaView>> {
    const { start, end } = utcDay(new Date());
    const present = plan ?? (await this.entitlements.of(userId)).plan;
    const rows = await this.sql.rows<{ quota: string; used: number }>('billing_quota_used', USED, [userId, start]);
    const used = new Map(rows.map((row) => [row.quota, row.used]));
    const view = (quota: Quota) => ({
      limit: this.limitOf(present, quota),
      used: used.get(quota) ?? 0,
      resetsAt: end.toISOString(),
    });
    return Object.fromEntries(QUOTAS.map((quota) => [quota, view(quota)])) as Record<Quota, QuotaView>;
  }

  private async tryTake(userId: string, quota: Quota, start: Date, limit: number, key: string): Promise<boolean> {
    try {
      const [row] = await this.sql.rows<{ taken: boolean }>('billing_quota_take', TAKE, [
        userId,
        quota,
        start,
        limit,
        key,
      ]);
      return row!.taken;
    } catch (error) {
      if (isTakenByAnother(error)) return true;
      throw error;
    }
  }

  private limitOf(plan: string, quota: Quota): number {
    return (this.catalogue.find(plan) ?? this.catalogue.free()).quotas[quota];
  }
}

const isTakenByAnother = (error: unknown) => (error as { constraint?: string }).constraint === 'quota_charges_pkey';

function utcDay(now: Date): { start: Date; end: Date } {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  return { start: new Date(Date.UTC(year, month, day)), end: new Date(Date.UTC(year, month, day + 1)) };
}
