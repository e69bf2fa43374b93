/** Which of the configured models is meant; which one that is, only the configuration knows. */
export type ModelTier = 'standard' | 'premium';

export interface ModelMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ModelRequest {
  model: ModelTier;
  messages: ModelMessage[];
  /** Aborting it ends the call upstream at once; the stream then rejects with the signal's reason. */
  signal: AbortSignal;
}

/** A piece of the answer, or the tokens that the provider says it took. */
export type ModelChunk = { text: string } | { usage: { inputTokens: number; outputTokens: number } };

/** How everybody calls a model. The injection token, too. */
export abstract class ModelClient {
  /** Streams one answer. Rejects with `LlmUnavailable` or `LlmTimeout`; no token means that none was lost. */
  abstract stream(request: ModelRequest): AsyncIterable<ModelChunk>;

  /** The provider's name of the model that serves a tier. */
  abstract nameOf(tier: ModelTier): string;
}
