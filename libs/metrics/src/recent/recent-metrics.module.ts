import { Module } from '@nestjs/common';
import { RecentMetrics } from './recent-metrics.js';

/** The last hour of this process, for whoever imports it: where nobody does, nothing is recorded a second time. */
@Module({ providers: [RecentMetrics], exports: [RecentMetrics] })
export class RecentMetricsModule {}
