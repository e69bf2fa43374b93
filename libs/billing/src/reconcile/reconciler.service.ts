import { Injectable, Logger } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';
import { driftFound, jobDuration } from '../billing.metrics.js';
import { CustomersSweep } from './customers.sweep.js';
import type { Drift } from './drift.js';
import { EventsSweep } from './events.sweep.js';
import { OursSweep } from './ours.sweep.js';
import { PHASES, type Phase } from './reconciliation.entity.js';
import { Reconciliations } from './reconciliations.js';
import { SubscriptionsSweep } from './subscriptions.sweep.js';
import type { Run, Sweep } from './sweep.js';

/** How far a run is: so many looked at in this phase, of about so many. */
export interface Progress {
  phase: Phase;
  looked: number;
  of: number;
}

/** What a run came to. */
export interface Report {
  dryRun: boolean;
  resumed: boolean;
  looked: Record<Phase, number>;
  drift: Drift[];
}

interface Options {
  dryRun?: boolean;
  onProgress?: (progress: Progress) => void;
}

/** Compares everything that Stripe has with what we have, and lets our copy converge to it. */
@Injectable()
export class Reconciler {
  private readonly logger = new Logger(Reconciler.name);
  private readonly sweeps: readonly Sweep[];
  private running = 0;

  constructor(
    private readonly reconciliations: Reconciliations,
    events: EventsSweep,
    subscriptions: SubscriptionsSweep,
    ours: OursSweep,
    customers: CustomersSweep,
  ) {
    this.sweeps = [events, subscriptions, ours, customers];
  }

  /** Null when another run is on its way, here or on another instance. A dry run writes nothing at all. */
  async run({ dryRun = false, onProgress = () => {} }: Options = {}): Promise<Report | null> {
    const start = performance.now();
    let report: Report | null = null;
    let outcome: 'done' | 'failed' = 'failed';
    this.running++;
    try {
      const isMine = await this.reconciliations.alone(async (connection) => {
        report = await (dryRun ? this.look(connection, onProgress) : this.repair(connection, onProgress));
      });
      outcome = 'done';
      return isMine ? report : null;
    } finally {
      this.running--;
      if (report || outcome === 'failed')
        jobDuration.observe({ queue: 'reconcile', outcome }, (performance.now() - start) / 1000);
    }
  }

  isRunning(): boolean {
    return this.running > 0;
  }

  private async look(connection: QueryRunner, onProgress: (progress: Progress) => void): Promise<Report> {
    const report = emptyReport(true, false);
    const since = await this.reconciliations.missedSince(connection);
    const seen = new Set<string>();
    for (const sweep of this.sweeps) {
      const of = await sweep.count();
      const run = this.runOf(report, since, seen, async (_, looked) => {
        onProgress({ phase: sweep.phase, looked: (report.looked[sweep.phase] += looked), of });
      });
      await sweep.go(null, run);
    }
    return report;
  }

  private async repair(connection: QueryRunner, onProgress: (progress: Progress) => void): Promise<Report> {
    const row = await this.reconciliations.begin(connection);
    const report = emptyReport(false, row.cursor !== null || row.phase !== PHASES[0]);
    const since = await this.reconciliations.missedSince(connection);
    const seen = new Set<string>();
    for (const sweep of this.sweeps.slice(PHASES.indexOf(row.phase))) {
      const { phase } = sweep;
      const of = await sweep.count();
      const from = phase === row.phase ? row.cursor : null;
      const run = this.runOf(report, since, seen, async (cursor, looked) => {
        await this.reconciliations.reached(connection, row, phase, cursor);
        onProgress({ phase, looked: (report.looked[phase] += looked), of });
      });
      const { found } = run;
      run.found = (drift) => {
        row.found[drift.kind] = (row.found[drift.kind] ?? 0) + 1;
        found(drift);
      };
      await this.reconciliations.reached(connection, row, phase, from);
      await sweep.go(from, run);
    }
    await this.reconciliations.finish(connection, row);
    return report;
  }

  private runOf(report: Report, since: Date, seen: Set<string>, reached: Run['reached']): Run {
    const found = (drift: Drift) => {
      report.drift.push(drift);
      if (!report.dryRun) this.tell(drift);
    };
    return { isDry: report.dryRun, since, seen, found, reached };
  }

  /** What healed by this is a warning; what did not, somebody must look at. */
  private tell({ kind, id, customer, repaired }: Drift): void {
    driftFound.inc({ kind, repaired: repaired ? 'yes' : 'no' });
    const words = `Stripe and we differ: ${kind} ${id}${customer && customer !== id ? ` of ${customer}` : ''}`;
    if (repaired) this.logger.warn(`${words} (repaired)`);
    else this.logger.error(`${words} (not repaired)`);
  }
}

const emptyReport = (dryRun: boolean, resumed: boolean): Report => ({
  dryRun,
  resumed,
  looked: { events: 0, subscriptions: 0, ours: 0, customers: 0 },
  drift: [],
});
