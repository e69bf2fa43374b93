import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HealthReports } from '@app/metrics';
import { LlmConfig } from '../llm.config.js';
import { fallbackChain } from '../settings/fallback-chain.js';
import { ModelRoute } from './model-route.js';
import { Provider } from './provider.js';

/** The providers of the settings, and the ways that lead to their models. */
@Injectable()
export class Providers implements OnModuleInit, OnModuleDestroy {
  private readonly providers: Map<string, Provider>;
  private readonly routes: Map<string, ModelRoute>;

  constructor(
    private readonly config: LlmConfig,
    private readonly health: HealthReports,
  ) {
    const { providers, catalogue, timeouts } = config.llm;
    this.providers = new Map(providers.map((settings) => [settings.name, new Provider(settings, timeouts)]));
    this.routes = new Map(
      catalogue.map((model) => [model.name, new ModelRoute(model, this.providers.get(model.provider)!)]),
    );
  }

  onModuleInit(): void {
    for (const each of [...this.providers.values(), ...this.routes.values()]) each.startMetrics();
    this.health.add('llm', () => Promise.resolve(this.allAreWell() ? 'up' : 'down'));
  }

  /** The way to a model, and those to its fallbacks in the order in which they are tried. */
  routesTo(model: string): ModelRoute[] {
    return fallbackChain(this.config.llm.catalogue, model).map(({ name }) => this.routes.get(name)!);
  }

  onModuleDestroy(): void {
    for (const { protocol } of this.providers.values()) protocol.close();
  }

  private allAreWell(): boolean {
    return [...this.providers.values()].every(({ breaker }) => breaker.isClosed);
  }
}
