import { Injectable, type OnModuleInit } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { PreparedSql } from '@app/platform';
import { Readiness } from '../health/readiness.js';
import { databaseConnections, databasePending, eventLoopUtilization, ready } from '../metrics.metrics.js';

/** What is read from the process itself when Prometheus asks. */
@Injectable()
export class RuntimeMetrics implements OnModuleInit {
  constructor(
    private readonly sql: PreparedSql,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    let before = performance.eventLoopUtilization();
    eventLoopUtilization.collect((set) => {
      const now = performance.eventLoopUtilization();
      set({}, performance.eventLoopUtilization(now, before).utilization);
      before = now;
    });
    databaseConnections.collect((set) => {
      const { totalCount, idleCount } = this.sql.counts();
      set({ state: 'idle' }, idleCount);
      set({ state: 'used' }, totalCount - idleCount);
    });
    databasePending.collect((set) => set({}, this.sql.counts().waitingCount));
    ready.collect(async (set) => set({}, (await this.readiness.look()).isReady ? 1 : 0));
  }
}
