import { HealthReports } from '@app/metrics';
import { testConfig } from '@app/platform/testing';
import { LlmConfig } from '../llm.config.js';
import type { ModelChunk, ModelClient } from '../model-client.js';
import { Providers } from '../providers/providers.js';
import { ResilientModelClient } from '../resilience/resilient-model-client.js';

/** Clients as the module makes them, for the settings of a test. */
export class ModelStage {
  readonly health = new HealthReports();
  private readonly opened: Providers[] = [];

  clientOf(llm: Record<string, unknown>): ModelClient {
    const config = testConfig([LlmConfig], { llm }).get(LlmConfig);
    const providers = new Providers(config, this.health);
    providers.onModuleInit();
    this.opened.push(providers);
    return new ResilientModelClient(config, providers);
  }

  close(): void {
    for (const providers of this.opened) providers.onModuleDestroy();
  }
}

const unlimited = new AbortController().signal;

/** What the model says to `Hi`. */
export const stream = (client: ModelClient, signal = unlimited, model = 'standard') =>
  client.stream({ model, messages: [{ role: 'user', content: 'Hi' }], signal });

/** All of an answer, or its failure. */
export async function all(chunks: AsyncIterable<ModelChunk>): Promise<ModelChunk[]> {
  const seen: ModelChunk[] = [];
  for await (const chunk of chunks) seen.push(chunk);
  return seen;
}
