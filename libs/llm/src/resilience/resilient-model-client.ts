import { Injectable } from '@nestjs/common';
import { LlmConfig } from '../llm.config.js';
import { ModelClient, type ModelChunk, type ModelInfo, type ModelRequest } from '../model-client.js';
import { Providers } from '../providers/providers.js';
import { CallLimits } from './call-limits.js';
import { firstAnswer } from './first-answer.js';
import type { ModelCall } from './model-call.js';

/**
 * Calls the models of the configuration within its limits: once more or another one if a model fails before its first token,
 * never after it. The limits on the first token and on the total are a person's patience, so they span all that is tried.
 */
@Injectable()
export class ResilientModelClient extends ModelClient {
  private readonly offered: readonly ModelInfo[];

  constructor(
    private readonly config: LlmConfig,
    private readonly providers: Providers,
  ) {
    super();
    this.offered = config.llm.catalogue
      .filter(({ hidden }) => !hidden)
      .map(({ name, label, feature, providerModel }) => ({ name, label, feature, providerModel }));
  }

  models(): readonly ModelInfo[] {
    return this.offered;
  }

  async *stream({ model, messages, signal }: ModelRequest): AsyncGenerator<ModelChunk> {
    const routes = this.providers.routesTo(this.find(model)!.name);
    const limits = new CallLimits(this.config.llm.timeouts, signal);
    let call: ModelCall | undefined;
    try {
      call = await firstAnswer(routes, messages, limits.signal);
      limits.begun();
      if (call.route !== routes[0]) yield { model: call.route.model.providerModel };
      if (call.usage) yield { usage: call.usage };
      for (let next = call.first; !next.done; next = await call.next()) {
        limits.heard();
        yield next.value;
        limits.listening();
      }
      await call.end('');
    } catch (error) {
      // Whoever aborted knows why; what the abort broke on its way does not.
      const failure: unknown = limits.signal.aborted ? limits.signal.reason : error;
      await call?.fail(failure);
      throw failure;
    } finally {
      // Nobody wanted the rest, if it has not ended by now.
      await call?.end('cancelled');
      limits.end();
    }
  }
}
