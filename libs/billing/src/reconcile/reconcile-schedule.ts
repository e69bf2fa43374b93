import { Inject, Injectable, Optional, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ErrorReports, inSpan, logEvent } from '@app/platform';
import { ALL_WORK, BACKGROUND_WORK, type BackgroundWork } from '../background-work.js';
import { BillingConfig } from '../billing.config.js';
import { PacedStripe } from './paced-stripe.js';
import { Reconciler } from './reconciler.service.js';

const MINUTE = 60_000;
/** The requests of a program that has just started come first. */
const AFTER_START_MS = 1000;

/** Reconciles at the start and every `billing.reconcile_minutes`. Whichever instance comes first does it. */
@Injectable()
export class ReconcileSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private timers: NodeJS.Timeout[] = [];
  private running?: Promise<void>;
  private isStopping = false;

  constructor(
    private readonly reconciler: Reconciler,
    private readonly stripe: PacedStripe,
    private readonly config: BillingConfig,
    private readonly reports: ErrorReports,
    @Optional() @Inject(BACKGROUND_WORK) private readonly work: BackgroundWork = ALL_WORK,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.work.reconciler) return;
    const every = this.config.billing.reconcile_minutes * MINUTE;
    const run = () =>
      (this.running ??= inSpan('reconcile', {}, () => this.run()).finally(() => (this.running = undefined)));
    this.timers = [setTimeout(run, AFTER_START_MS), setInterval(run, every)];
  }

  /** A run that is cut off here is continued by the next one. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.stripe.stop();
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      const report = await this.reconciler.run();
      if (report) logEvent('reconcile.finished', { differences: report.drift.length });
    } catch (error) {
      // Stripe or the database is away; the next run goes on where this one stopped.
      if (!this.isStopping) this.reports.report(error, 'job');
    }
  }
}
