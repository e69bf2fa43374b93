import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { OpenAI } from 'openai';
import { LlmConfig } from '../llm.config.js';
import { LlmUnavailable } from '../llm.errors.js';
import type { ModelChunk } from '../model-client.js';
import { LimitedFetch } from './limited-fetch.js';
import { ModelProtocol, type ProtocolRequest } from './model-protocol.js';
import { failureOf } from './openai-failure.js';

/** The OpenAI chat completions protocol, which OpenAI, vLLM, Ollama, LiteLLM and many others speak. */
@Injectable()
export class OpenAiChat extends ModelProtocol implements OnModuleDestroy {
  readonly provider = 'openai';
  private readonly http: LimitedFetch;
  private readonly client: OpenAI;

  constructor({ llm }: LlmConfig) {
    super();
    this.http = new LimitedFetch(llm.timeouts.connectMs);
    this.client = new OpenAI({
      baseURL: llm.baseUrl,
      // The client insists on a key; where none is configured none is sent either.
      apiKey: llm.apiKey ?? 'none',
      ...(llm.apiKey ? {} : { defaultHeaders: { authorization: null } }),
      // Null, so that the client does not pick these up from the environment.
      adminAPIKey: null,
      organization: null,
      project: null,
      maxRetries: 0,
      timeout: llm.timeouts.totalMs,
      logLevel: 'off',
      fetch: this.http.fetch,
    });
  }

  async *stream({ model, messages, signal }: ProtocolRequest): AsyncGenerator<ModelChunk> {
    let finished = false;
    try {
      const body = { model, messages, stream: true as const, stream_options: { include_usage: true } };
      for await (const chunk of await this.client.chat.completions.create(body, { signal })) {
        const choice = chunk.choices?.[0];
        if (choice?.delta?.content) yield { text: textOf(choice.delta.content) };
        if (choice?.finish_reason) finished = true;
        if (chunk.usage) yield { usage: usageOf(chunk.usage) };
      }
    } catch (error) {
      throw signal.aborted ? signal.reason : failureOf(error);
    }
    // An aborted stream ends quietly in the client, and so does one that is cut off between two events.
    signal.throwIfAborted();
    if (!finished) throw new LlmUnavailable('bad_answer');
  }

  onModuleDestroy(): void {
    this.http.close();
  }
}

function textOf(content: unknown): string {
  if (typeof content !== 'string') throw new LlmUnavailable('bad_answer');
  return content;
}

function usageOf({ prompt_tokens, completion_tokens }: OpenAI.CompletionUsage) {
  if (!Number.isInteger(prompt_tokens) || !Number.isInteger(completion_tokens)) throw new LlmUnavailable('bad_answer');
  return { inputTokens: prompt_tokens, outputTokens: completion_tokens };
}
