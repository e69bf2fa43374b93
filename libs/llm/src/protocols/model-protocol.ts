import { z } from 'zod';
import type { ModelChunk, ModelMessage } from '../model-client.js';

export interface ProtocolRequest {
  /** The model's name at the provider. */
  model: string;
  messages: ModelMessage[];
  signal: AbortSignal;
}

/** One provider, spoken to in one protocol. */
export interface ModelProtocol {
  /**
   * Makes exactly one call, without retries or limits of its own but the one on connecting. It yields usage as soon as it
   * is reported, and whenever it has changed. Every failure is `LlmUnavailable` or `LlmTimeout`; an aborted signal rejects
   * with the signal's reason, and that or a `return()` ends the call upstream at once.
   */
  stream(request: ProtocolRequest): AsyncIterable<ModelChunk>;
  /** Lets go of every connection. */
  close(): void;
}

/** What a protocol is told of a provider; `own` are the keys that only this protocol knows. */
export interface ProviderAddress<Own = unknown> {
  baseUrl: string;
  apiKey?: string;
  own: Own;
}

export interface ProtocolLimits {
  connectMs: number;
  totalMs: number;
}

/** A wire protocol: the default export of a file like `openai-chat.protocol.ts`, which is all that it takes. */
export interface WireProtocol<Own = unknown> {
  /** The keys of a provider's entry that only this protocol knows. */
  readonly settings: z.ZodType<Own>;
  /** Makes what speaks to a provider; nothing is called yet. */
  connect(provider: ProviderAddress<Own>, limits: ProtocolLimits): ModelProtocol;
}

/** For protocols without keys of their own. */
export const NO_SETTINGS = z.strictObject({});
