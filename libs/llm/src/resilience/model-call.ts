import { Logger } from '@nestjs/common';
import { currentSpan, Span } from '@app/platform';
import { LlmTimeout, LlmUnavailable } from '../llm.errors.js';
import type { Ending } from '../llm.metrics.js';
import type { ModelChunk, ModelUsage } from '../model-client.js';
import type { ProtocolRequest } from '../protocols/model-protocol.js';
import type { ModelRoute } from '../providers/model-route.js';
import type { Permit } from './upstream-breaker.js';

const logger = new Logger('Llm');

/** One call upstream. It is counted once, with the last usage that the provider reported, however it ends. */
export class ModelCall {
  /** What the provider says it took so far. */
  usage?: ModelUsage;
  /** The first token, or the end of an answer that has none. */
  first: IteratorResult<ModelChunk>;
  private readonly startedAt = performance.now();
  private permit?: Permit;
  private chunks?: AsyncIterator<ModelChunk>;
  private hasEnded = false;
  private readonly span: Span;

  constructor(readonly route: ModelRoute) {
    const { model, provider } = route;
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': provider.name,
      'gen_ai.request.model': model.providerModel,
    };
    this.span = new Span(`chat ${model.providerModel}`, { kind: 'client', parent: currentSpan(), attributes });
  }

  /** Waits for the first token. Until then a failure may be tried again, for nobody has seen anything. */
  async open(request: ProtocolRequest): Promise<void> {
    const { breaker, protocol } = this.route.provider;
    this.permit = breaker.admit();
    this.chunks = protocol.stream(request)[Symbol.asyncIterator]();
    do {
      this.first = await this.span.run(() => this.next());
    } while (!this.first.done && !('text' in this.first.value));
    this.permit.answered();
  }

  async next(): Promise<IteratorResult<ModelChunk>> {
    const next = await this.chunks!.next();
    if (!next.done && 'usage' in next.value) this.usage = next.value.usage;
    return next;
  }

  /** Ends the call upstream if it has not ended by itself. What is said after the first time changes nothing. */
  async end(ending: Ending, error?: unknown): Promise<void> {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.permit?.settle(error);
    this.route.countCall((performance.now() - this.startedAt) / 1000, ending);
    if (this.usage) this.route.countUsage(this.usage);
    this.endSpan(ending);
    await this.chunks?.return?.();
  }

  /** What an operator needs to know is logged; what was said to the model is not. */
  fail(error: unknown): Promise<void> {
    const { model, provider } = this.route;
    const who = `${model.providerModel} at ${provider.name}`;
    if (error instanceof LlmTimeout) {
      logger.warn(`${who} exceeded the ${error.limit} limit`);
      return this.end('timeout', error);
    }
    if (!(error instanceof LlmUnavailable)) return this.end('cancelled', error);
    logger.warn(`${who} failed: ${error.failure}${error.detail ? ` (${error.detail})` : ''}`);
    return this.end(error.failure, error);
  }

  private endSpan(ending: Ending): void {
    const { usage, span } = this;
    if (usage)
      span.set({
        'gen_ai.usage.input_tokens': usage.inputTokens,
        'gen_ai.usage.output_tokens': usage.outputTokens,
      });
    if (ending !== '') span.meet(ending, ending !== 'cancelled');
    span.end();
  }
}
