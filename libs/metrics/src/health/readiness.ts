import { Injectable, Logger, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { Drain } from '@app/platform';
import { DatabaseProbe } from './database-probe.js';

const PATIENCE_MS = 1000;

/** Whether the program can do its work now, and what every check found. */
export interface ReadinessReport {
  isReady: boolean;
  checks: Record<string, { status: string }>;
}

/** Ready means: the database answers within a second, its migrations are applied, and we are not about to stop. */
@Injectable()
export class Readiness {
  private readonly logger = new Logger(Readiness.name);
  private wasReady = true;

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: DatabaseProbe,
    private readonly drain: Drain,
  ) {}

  async look(): Promise<ReadinessReport> {
    const { status, details } = await this.run();
    const isReady = status === 'ok';
    if (isReady !== this.wasReady) this.tell(isReady, details);
    this.wasReady = isReady;
    return { isReady, checks: details };
  }

  private async run(): Promise<HealthCheckResult> {
    const drain = this.indicators.check('drain');
    try {
      return await this.health.check([
        async () =>
          this.indicators
            .check('database')
            .attempt(() => this.database.answers())
            .withTimeout(PATIENCE_MS),
        async () =>
          this.indicators
            .check('migrations')
            .attempt(() => this.database.isMigrated())
            .withTimeout(PATIENCE_MS),
        () => (this.drain.isDraining() ? drain.down() : drain.up()),
      ]);
    } catch (thrown) {
      if (thrown instanceof ServiceUnavailableException) return thrown.getResponse() as HealthCheckResult;
      throw thrown;
    }
  }

  private tell(isReady: boolean, details: HealthCheckResult['details']): void {
    const down = Object.keys(details).filter((name) => details[name]!.status !== 'up');
    if (isReady) this.logger.log('Ready again');
    else this.logger.warn(`Not ready: ${down.join(', ')}`);
  }
}
