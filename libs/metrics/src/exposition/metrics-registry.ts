import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Registry } from 'prom-client';
import { everyMetric } from '../catalogue/catalogue.js';

/** prom-client's own, which break the rules for names of counters: `promtool check metrics` refuses them. */
const UNWANTED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** The registry of this process. */
export const registry = new Registry();

/** Brings the catalogue into the registry, and leaves nothing behind for the next program of the same process. */
@Injectable()
export class MetricsRegistry implements OnModuleInit, OnModuleDestroy {
  readonly contentType = registry.contentType;

  onModuleInit(): void {
    for (const name of UNWANTED) registry.removeSingleMetric(name);
    this.registerAll();
  }

  onModuleDestroy(): void {
    registry.clear();
    for (const metric of everyMetric()) metric.reset();
  }

  /** Everything there is, in the text format of Prometheus. */
  text(): Promise<string> {
    this.registerAll();
    return registry.metrics();
  }

  /** Again for each scrape: a library that was loaded later has declared more. */
  private registerAll(): void {
    for (const { metric } of everyMetric()) registry.registerMetric(metric);
  }
}
