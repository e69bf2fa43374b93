import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ErrorReports, PreparedSql } from '@app/platform';
import { PRUNE } from './quota-statements.js';

/** Long after anybody could still want one back, or send the same key again. */
const KEPT = '7 days';
const BATCH = 500;
const EVERY_MS = 3_600_000;

/** Deletes old charges, a few at a time. What is used stays counted: that is kept elsewhere. */
@Injectable()
export class QuotaPruner implements OnApplicationBootstrap, OnModuleDestroy {
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly sql: PreparedSql,
    private readonly reports: ErrorReports,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.prune(), EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Until nothing old is left, or the application stops. */
  async prune(): Promise<void> {
    try {
      for (let deleted = BATCH; deleted === BATCH && this.timer;)
        deleted = (await this.sql.rows('billing_quota_prune', PRUNE, [KEPT, BATCH])).length;
    } catch (error) {
      this.reports.report(error, 'job');
    }
  }
}
