import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HealthReports } from '@app/metrics';
import { ConstantBackoff, handleWhen, retry } from 'cockatiel';
import { LlmConfig } from '../llm.config.js';
import { LlmTimeout, LlmUnavailable, type LlmFailure } from '../llm.errors.js';
import { breakerState, operationDuration, retries, tokenUsage } from '../llm.metrics.js';
import { ModelClient, type ModelChunk, type ModelInfo, type ModelRequest } from '../model-client.js';
import { ModelProtocol, type ProtocolRequest } from '../protocols/model-protocol.js';
import { CallLimits } from './call-limits.js';
import { UpstreamBreaker, type Permit } from './upstream-breaker.js';

const RETRY_AFTER_MS = 200;
const WORTH_A_RETRY = new Set<LlmFailure>(['connection', 'server_error', 'bad_answer']);

/** How a call ended: an empty word is success, as OpenTelemetry has it. */
type Ending = '' | LlmFailure | 'timeout' | 'cancelled';

interface OpenStream {
  chunks: AsyncIterator<ModelChunk>;
  first: IteratorResult<ModelChunk>;
  permit: Permit;
}

/** Calls the model within the limits of the configuration, once more if it fails before its first token, and counts it. */
@Injectable()
export class ResilientModelClient extends ModelClient implements OnModuleInit {
  private readonly logger = new Logger('Llm');
  private readonly breaker = new UpstreamBreaker((state) => this.showBreaker(state));
  private readonly once = retry(
    handleWhen((error) => error instanceof LlmUnavailable && WORTH_A_RETRY.has(error.failure)),
    { maxAttempts: 1, backoff: new ConstantBackoff(RETRY_AFTER_MS) },
  );

  constructor(
    private readonly config: LlmConfig,
    private readonly protocol: ModelProtocol,
    private readonly health: HealthReports,
  ) {
    super();
  }

  onModuleInit(): void {
    this.startMetrics();
    this.health.add('llm', () => Promise.resolve(this.breaker.isClosed ? 'up' : 'down'));
  }

  models(): readonly ModelInfo[] {
    const { standard, premium } = this.config.llm.models;
    return [
      { name: 'standard', label: 'Standard', providerModel: standard },
      { name: 'premium', label: 'Premium', feature: 'premium_models', providerModel: premium },
    ];
  }

  async *stream({ model: name, messages, signal }: ModelRequest): AsyncGenerator<ModelChunk> {
    const model = this.find(name)!.providerModel;
    const startedAt = performance.now();
    const limits = new CallLimits(this.config.llm.timeouts, signal);
    let ending: Ending = 'cancelled';
    try {
      for await (const chunk of this.within(limits, { model, messages, signal: limits.signal })) {
        if ('usage' in chunk) this.countTokens(model, chunk.usage);
        yield chunk;
      }
      ending = '';
    } catch (error) {
      // Whoever aborted knows why; what the abort broke on its way does not.
      const failure: unknown = limits.signal.aborted ? limits.signal.reason : error;
      ending = this.describe(failure);
      throw failure;
    } finally {
      limits.end();
      operationDuration.observe({ ...this.labels(model), error_type: ending }, (performance.now() - startedAt) / 1000);
    }
  }

  private async *within(limits: CallLimits, request: ProtocolRequest): AsyncGenerator<ModelChunk> {
    const { chunks, first, permit } = await this.once.execute(({ attempt }) => {
      request.signal.throwIfAborted();
      if (attempt > 0) retries.inc({ provider: this.protocol.provider, model: request.model });
      return this.open(request);
    }, request.signal);
    try {
      for (let next = first; !next.done; next = await chunks.next()) {
        limits.heard();
        yield next.value;
        limits.listening();
      }
    } catch (error) {
      permit.settle(error);
      throw error;
    } finally {
      permit.settle();
      await chunks.return?.();
    }
  }

  /** Waits for the first chunk: until then a failure may be tried again, for nobody has seen anything. */
  private async open(request: ProtocolRequest): Promise<OpenStream> {
    const permit = this.breaker.admit();
    const chunks = this.protocol.stream(request)[Symbol.asyncIterator]();
    try {
      const first = await chunks.next();
      permit.answered();
      return { chunks, first, permit };
    } catch (error) {
      permit.settle(error);
      throw error;
    }
  }

  private startMetrics(): void {
    const [provider, model] = [[this.protocol.provider], Object.values(this.config.llm.models)];
    const names = { gen_ai_provider_name: provider, gen_ai_request_model: model };
    operationDuration.startAtZero(names);
    tokenUsage.startAtZero(names);
    retries.startAtZero({ provider, model });
    this.showBreaker(0);
  }

  private showBreaker(state: number): void {
    breakerState.set({ provider: this.protocol.provider }, state);
  }

  private countTokens(model: string, usage: { inputTokens: number; outputTokens: number }): void {
    tokenUsage.observe({ ...this.labels(model), gen_ai_token_type: 'input' }, usage.inputTokens);
    tokenUsage.observe({ ...this.labels(model), gen_ai_token_type: 'output' }, usage.outputTokens);
  }

  private labels(model: string) {
    return {
      gen_ai_operation_name: 'chat' as const,
      gen_ai_provider_name: this.protocol.provider,
      gen_ai_request_model: model,
    };
  }

  /** The label of a failure. What an operator needs to know is logged; what was said to the model is not. */
  private describe(error: unknown): Ending {
    if (error instanceof LlmTimeout) {
      this.logger.warn(`The model exceeded the ${error.limit} limit`);
      return 'timeout';
    }
    if (!(error instanceof LlmUnavailable)) return 'cancelled';
    const status = (error.cause as { status?: unknown } | undefined)?.status;
    this.logger.warn(`The model failed: ${error.failure}${status === undefined ? '' : ` (HTTP ${String(status)})`}`);
    return error.failure;
  }
}
