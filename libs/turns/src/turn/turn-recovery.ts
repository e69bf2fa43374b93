import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LlmConfig } from '@app/llm';
import { ErrorReports } from '@app/platform';
import { TurnAdmission } from './turn-admission.js';
import { TurnStore } from './turn.store.js';

const EVERY_MS = 60_000;
/** Beyond the longest that a turn can run. */
const ALLOWANCE_SECONDS = 60;

/** Ends the turns of processes that died in the middle of them, and gives back those that had no token yet. */
@Injectable()
export class TurnRecovery implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Turns');
  private readonly afterSeconds: number;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly store: TurnStore,
    private readonly admission: TurnAdmission,
    private readonly reports: ErrorReports,
    { llm }: LlmConfig,
  ) {
    this.afterSeconds = llm.timeouts.totalMs / 1000 + ALLOWANCE_SECONDS;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.recover();
    this.timer = setInterval(() => void this.recover(), EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async recover(): Promise<void> {
    try {
      const lost = await this.store.lostSince(this.afterSeconds);
      // The refund first: if we die in between, the next round does both. It gives nothing back twice, nor what had a token.
      for (const turn of lost) {
        await this.admission.refund(turn);
        await this.store.markLost(turn);
      }
      if (lost.length > 0) this.logger.warn(`${lost.length} interrupted turns were ended`);
    } catch (error) {
      this.reports.report(error, 'job');
    }
  }
}
