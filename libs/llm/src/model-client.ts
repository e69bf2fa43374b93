/** One model of the configuration. */
export interface ModelInfo {
  /** Its name in the settings and in frames: `standard`, `premium`, or a deployment's own. */
  name: string;
  /** What people read. */
  label: string;
  /** The feature that a plan must have to use it; none when every plan may. */
  feature?: string;
  /** What its provider calls it. */
  providerModel: string;
}

export interface ModelMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ModelRequest {
  /** A name of `models()`. Which model of which provider that is, only the configuration knows. */
  model: string;
  messages: ModelMessage[];
  /** Aborting it ends the call upstream at once; the stream then rejects with the signal's reason. */
  signal: AbortSignal;
}

export interface ModelUsage {
  inputTokens: number;
  outputTokens: number;
}

/**
 * A piece of the answer, the tokens that the provider says it took so far, or which model answers instead of the one that
 * was asked, by its provider's name.
 */
export type ModelChunk = { text: string } | { usage: ModelUsage } | { model: string };

/** How everybody calls a model. The injection token, too. */
export abstract class ModelClient {
  /** Streams one answer. Rejects with `LlmUnavailable` or `LlmTimeout`; no token means that none was lost. */
  abstract stream(request: ModelRequest): AsyncIterable<ModelChunk>;

  /** The models of the configuration, in its order. */
  abstract models(): readonly ModelInfo[];

  /** The model with this name. */
  find(name: string): ModelInfo | null {
    return this.models().find((model) => model.name === name) ?? null;
  }
}
