import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Registry, type RegistryContentType } from 'prom-client';
import { everyMetric } from '../catalogue/catalogue.js';
import { keepExemplars } from '../catalogue/exemplars.js';
import { MetricsConfig } from '../metrics.config.js';
import { UNWANTED } from './unwanted.js';

/** The registry of this process. */
export const registry = new Registry<RegistryContentType>();

/** Brings the catalogue into the registry, and leaves nothing behind for the next program of the same process. */
@Injectable()
export class MetricsRegistry implements OnModuleInit, OnModuleDestroy {
  private readonly registered = new Set<string>();

  constructor(private readonly config: MetricsConfig) {}

  get contentType(): string {
    return registry.contentType;
  }

  onModuleInit(): void {
    for (const name of UNWANTED) registry.removeSingleMetric(name);
    keepExemplars(this.config.metricsExemplars);
    registry.setContentType(
      this.config.metricsExemplars ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE,
    );
    this.registerAll();
  }

  onModuleDestroy(): void {
    registry.clear();
    this.registered.clear();
    keepExemplars(false);
    for (const metric of everyMetric()) metric.reset();
  }

  /** Everything there is, in the text format of Prometheus, or that of OpenMetrics with exemplars. */
  text(): Promise<string> {
    this.registerAll();
    return registry.metrics();
  }

  /** Again for each scrape: a library that was loaded later has declared more. */
  private registerAll(): void {
    for (const { name, type, metric } of everyMetric()) {
      if (this.registered.has(name)) continue;
      this.registered.add(name);
      // promtool takes it for a part of a histogram unless its type is open; the name is OpenTelemetry's.
      if (type === 'gauge' && name.endsWith('_count'))
        (metric as unknown as { type: string }).type = this.config.metricsExemplars ? 'unknown' : 'untyped';
      // OpenMetrics names the family of a counter without its suffix, and prom-client then renames the counter itself.
      (metric as unknown as { name: string }).name = name;
      registry.registerMetric(metric);
    }
  }
}
