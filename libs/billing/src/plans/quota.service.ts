import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { PreparedSql } from '@app/platform';
import { QUOTAS, type Quota, type QuotaUnit, type QuotaView } from '@app/protocol';
import { DataSource, type EntityManager } from 'typeorm';
import { EntitlementsUndecidable, QuotaExceeded } from '../billing.errors.js';
import { quotaRefused } from '../billing.metrics.js';
import { Entitlements } from './entitlements.service.js';
import { PlanCatalogue } from './plan-catalogue.js';
import { periodOf, type Period } from './quota-period.js';
import { REFUND, RESERVE, SETTLE, USED } from './quota-statements.js';

interface Limit extends Period {
  quota: Quota;
  most: number;
}

/** What a user's plan allows of a unit in the running periods. */
export interface Allowance {
  userId: string;
  plan: string;
  limits: Limit[];
}

/** Counts what plans limit per period, over all instances, never past the limit. */
@Injectable()
export class Quotas {
  private readonly logger = new Logger(Quotas.name);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sql: PreparedSql,
    private readonly entitlements: Entitlements,
    private readonly catalogue: PlanCatalogue,
  ) {}

  /** Every limit that the user's plan sets for the unit. Read it before a transaction: it needs a connection of its own. */
  async allowanceOf(userId: string, unit: QuotaUnit): Promise<Allowance> {
    const { plan } = await this.entitlements.of(userId);
    const limits = this.limitsOf(plan, new Date()).filter(({ quota }) => quota.startsWith(`${unit}_per_`));
    return { userId, plan, limits };
  }

  /** Takes one unit for `key` and keeps it, or throws `QuotaExceeded`. The same key again takes nothing. */
  async take(userId: string, unit: QuotaUnit, key: string): Promise<void> {
    await this.reserve(await this.allowanceOf(userId, unit), key);
    await this.settle(userId, key);
  }

  /**
   * Takes one of every quota of the allowance for `key`, all of them or none; throws `QuotaExceeded`. The same key again
   * takes nothing. In a transaction of the caller's it holds only if that commits, and a refusal must undo it.
   */
  async reserve(allowance: Allowance, key: string, transaction?: EntityManager): Promise<void> {
    if (allowance.limits.length === 0) return;
    if (transaction) return this.reserveIn(transaction, allowance, key);
    await this.dataSource.transaction((own) => this.reserveIn(own, allowance, key));
  }

  /** What was taken for `key` counts from now on, whatever happens. */
  async settle(userId: string, key: string): Promise<void> {
    await this.sql.rows('billing_quota_settle', SETTLE, [userId, key]);
  }

  /** Gives back what was taken for `key` and is not settled, in the periods it was taken in. A second time does nothing. */
  async refund(userId: string, key: string): Promise<void> {
    await this.sql.rows('billing_quota_refund', REFUND, [userId, key]);
  }

  /** Limit and use of every quota of the plan in the running periods. `plan` saves reading it again. */
  async of(userId: string, plan?: string): Promise<Partial<Record<Quota, QuotaView>>> {
    const limits = this.limitsOf(plan ?? (await this.entitlements.of(userId)).plan, new Date());
    const [quotas, starts] = [limits.map(({ quota }) => quota), limits.map(({ start }) => start)];
    const rows = await this.sql.rows<{ quota: string; used: number }>('billing_quota_used', USED, [
      userId,
      quotas,
      starts,
    ]);
    const used = new Map(rows.map((row) => [row.quota, row.used]));
    const view = ({ quota, most, end }: Limit): [Quota, QuotaView] => [
      quota,
      { limit: most, used: used.get(quota) ?? 0, resetsAt: end.toISOString() },
    ];
    return Object.fromEntries(limits.map(view));
  }

  private async reserveIn(transaction: EntityManager, { userId, plan, limits }: Allowance, key: string): Promise<void> {
    const columns = [
      limits.map(({ quota }) => quota),
      limits.map(({ start }) => start),
      limits.map(({ most }) => most),
    ];
    const refused = await this.decide(transaction.query<{ quota: Quota }[]>(RESERVE, [userId, key, ...columns]));
    // Where several are spent, the one that stays so for longest says when trying again makes sense.
    const [last] = limits
      .filter(({ quota }) => refused.some((row) => row.quota === quota))
      .sort((a, b) => b.end.getTime() - a.end.getTime());
    if (!last) return;
    quotaRefused.inc({ quota: last.quota, plan });
    throw new QuotaExceeded(last.quota, last.most, last.end);
  }

  /** Without an answer nothing may pass. */
  private async decide<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      this.logger.warn(`Quotas cannot be taken: ${error instanceof Error ? error.message : String(error)}`);
      throw new EntitlementsUndecidable();
    }
  }

  private limitsOf(plan: string, now: Date): Limit[] {
    const { quotas } = this.catalogue.find(plan) ?? this.catalogue.free();
    return QUOTAS.flatMap((quota) => {
      const most = quotas[quota];
      return most === undefined ? [] : [{ quota, most, ...periodOf(quota, now) }];
    });
  }
}
