import { cost, fallbacks, operationDuration, retries, tokenUsage, type Ending } from '../llm.metrics.js';
import type { ModelUsage } from '../model-client.js';
import type { ModelSettings } from '../settings/model-settings.js';
import type { Provider } from './provider.js';

/** One model at its provider, and what is counted of its calls. */
export class ModelRoute {
  private readonly labels: { provider: string; model: string };
  private readonly callLabels;

  constructor(
    readonly model: ModelSettings,
    readonly provider: Provider,
  ) {
    this.labels = { provider: provider.name, model: model.providerModel };
    this.callLabels = {
      gen_ai_operation_name: 'chat' as const,
      gen_ai_provider_name: provider.name,
      gen_ai_request_model: model.providerModel,
    };
  }

  startMetrics(): void {
    const [provider, model] = [[this.labels.provider], [this.labels.model]];
    const names = { gen_ai_provider_name: provider, gen_ai_request_model: model };
    operationDuration.startAtZero(names);
    tokenUsage.startAtZero(names);
    retries.startAtZero({ provider, model });
    fallbacks.startAtZero({ provider, model });
    if (this.model.price) cost.startAtZero({ provider, model, currency: [this.model.price.currency] });
  }

  countCall(seconds: number, error_type: Ending): void {
    operationDuration.observe({ ...this.callLabels, error_type }, seconds);
  }

  countRetry(): void {
    retries.inc(this.labels);
  }

  countFallback(): void {
    fallbacks.inc(this.labels);
  }

  countUsage({ inputTokens, outputTokens }: ModelUsage): void {
    tokenUsage.observe({ ...this.callLabels, gen_ai_token_type: 'input' }, inputTokens);
    tokenUsage.observe({ ...this.callLabels, gen_ai_token_type: 'output' }, outputTokens);
    const { price } = this.model;
    if (!price) return;
    const millionths = inputTokens * price.inputPerMillion + outputTokens * price.outputPerMillion;
    cost.inc({ ...this.labels, currency: price.currency }, millionths / 1_000_000);
  }
}
