import { Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { ErrorMetrics } from './errors/error-metrics.js';
import { ExpositionModule } from './exposition/exposition.module.js';
import { MetricsController } from './exposition/metrics.controller.js';
import { registry } from './exposition/metrics-registry.js';
import './database/database-metrics.js';
import { DatabaseProbe } from './health/database-probe.js';
import { HealthController } from './health/health.controller.js';
import { HealthReports } from './health/health-reports.js';
import { Readiness } from './health/readiness.js';
import { HttpMetrics } from './http/http-metrics.js';
import { RuntimeMetrics } from './runtime/runtime-metrics.js';

/** What operators see: `/metrics` from the catalogue, and `/health`. */
@Global()
@Module({
  imports: [
    ExpositionModule,
    PrometheusModule.registerAsync({
      imports: [ExpositionModule],
      controller: MetricsController,
      useFactory: () => {
        // A program that failed to start may have left its own behind.
        registry.clear();
        return { defaultMetrics: { enabled: true, config: { register: registry } } };
      },
    }),
    TerminusModule.forRoot({ logger: false }),
  ],
  controllers: [HealthController],
  providers: [DatabaseProbe, ErrorMetrics, HealthReports, HttpMetrics, Readiness, RuntimeMetrics],
  exports: [HealthReports],
})
export class MetricsModule {}
