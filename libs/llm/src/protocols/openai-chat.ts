import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { OpenAI } from 'openai';
import { Stream } from 'openai/streaming';
import { LlmConfig } from '../llm.config.js';
import { LlmUnavailable } from '../llm.errors.js';
import type { ModelChunk } from '../model-client.js';
import { DoneSentinel } from './done-sentinel.js';
import { LimitedFetch } from './limited-fetch.js';
import { ModelProtocol, type ProtocolRequest } from './model-protocol.js';
import { failureOf } from './openai-failure.js';

type Usage = Extract<ModelChunk, { usage: unknown }>['usage'];

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
    let answered = false;
    let usage: Usage | undefined;
    const sentinel = new DoneSentinel();
    const stop = new AbortController();
    try {
      const body = { model, messages, stream: true as const, stream_options: { include_usage: true } };
      const options = { signal: AbortSignal.any([signal, stop.signal]) };
      const response = sentinel.watch(await this.client.chat.completions.create(body, options).asResponse());
      for await (const chunk of Stream.fromSSEResponse<OpenAI.ChatCompletionChunk>(response, stop, this.client)) {
        const choice = chunk.choices?.[0];
        if (choice?.delta?.content) {
          answered = true;
          yield { text: textOf(choice.delta.content) };
        }
        if (choice?.finish_reason) finished = true;
        // Some providers repeat it with every chunk; the last one counts.
        if (chunk.usage) usage = usageOf(chunk.usage) ?? usage;
      }
    } catch (error) {
      throw signal.aborted ? signal.reason : failureOf(error);
    }
    // An aborted stream ends quietly in the client, and so does one that is cut off between two events.
    signal.throwIfAborted();
    // Not every provider gives a reason for the end, but then it says that this is one.
    if (!finished && !(answered && sentinel.seen)) throw new LlmUnavailable('bad_answer');
    if (usage) yield { usage };
  }

  onModuleDestroy(): void {
    this.http.close();
  }
}

function textOf(content: unknown): string {
  if (typeof content !== 'string') throw new LlmUnavailable('bad_answer');
  return content;
}

/** The tokens of a call, if the provider says both; its answer is good without them. */
function usageOf({ prompt_tokens, completion_tokens }: OpenAI.CompletionUsage): Usage | undefined {
  if (!Number.isInteger(prompt_tokens) || !Number.isInteger(completion_tokens)) return undefined;
  return { inputTokens: prompt_tokens, outputTokens: completion_tokens };
}
