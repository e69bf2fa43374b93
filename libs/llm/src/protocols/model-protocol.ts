import type { ModelChunk, ModelMessage } from '../model-client.js';

export interface ProtocolRequest {
  /** The model's name at the provider. */
  model: string;
  messages: ModelMessage[];
  signal: AbortSignal;
}

/**
 * One wire protocol. It makes exactly one call, without retries or limits of its own but the one on connecting, and
 * translates every failure to `LlmUnavailable` or `LlmTimeout`; an aborted signal rejects with the signal's reason.
 */
export abstract class ModelProtocol {
  /** The name of the provider in metrics. */
  abstract readonly provider: string;
  abstract stream(request: ProtocolRequest): AsyncIterable<ModelChunk>;
}
