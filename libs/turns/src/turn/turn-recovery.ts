import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ErrorReports } from '@app/platform';
import { TurnAdmission } from './turn-admission.js';
import { TurnLeases } from './turn-leases.js';

const EVERY_MS = 10_000;
/** More than a lease, which those whose turns these are could not renew either. */
const BLIND_MS = 40_000;

/** Ends the turns of processes that died in the middle of them, and gives back those that had no token yet. */
@Injectable()
export class TurnRecovery implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Turns');
  private timer?: NodeJS.Timeout;
  private blindUntil = 0;

  constructor(
    private readonly leases: TurnLeases,
    private readonly admission: TurnAdmission,
    private readonly reports: ErrorReports,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.recover();
    this.timer = setInterval(() => void this.recover(), EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Looks once. After a time without the database nobody is judged: the others had none either. */
  async recover(): Promise<void> {
    try {
      const lapsed = await this.leases.lapsed();
      if (performance.now() < this.blindUntil) return;
      // The refund first: if we die in between, the next round does both. It gives nothing back twice, nor what had a token.
      for (const attempt of lapsed) {
        await this.admission.refund(attempt);
        await this.leases.end(attempt);
      }
      if (lapsed.length > 0) this.logger.warn(`${lapsed.length} interrupted turns were ended`);
    } catch (error) {
      this.blindUntil = performance.now() + BLIND_MS;
      this.reports.report(error, 'job');
    }
  }
}
