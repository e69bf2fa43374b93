import { OpenAI } from 'openai';
import { z } from 'zod';
import { LlmUnavailable } from '../llm.errors.js';
import type { ModelChunk, ModelUsage } from '../model-client.js';
import { LimitedFetch } from './limited-fetch.js';
import type {
  ModelProtocol,
  ProtocolLimits,
  ProtocolRequest,
  ProviderAddress,
  WireProtocol,
} from './model-protocol.js';
import { failureOfClient } from './openai-failure.js';
import { eventsOf } from './server-sent-events.js';

const Own = z.strictObject({
  /** `continuous` asks for usage with every chunk, which vLLM and others know, and what is aborted is then counted, too. */
  usage: z.enum(['at_end', 'continuous'], { error: 'is neither at_end nor continuous' }).default('at_end'),
});
type Own = z.output<typeof Own>;

/** The database counts tokens in integers, and nobody has so many. */
const MOST_TOKENS = 2 ** 31 - 1;

interface Chunk extends Partial<Pick<OpenAI.ChatCompletionChunk, 'choices' | 'usage'>> {
  error?: unknown;
}

/** The OpenAI chat completions protocol, which OpenAI, vLLM, Ollama, LiteLLM and many others speak. */
class OpenAiChat implements ModelProtocol {
  private readonly http: LimitedFetch;
  private readonly client: OpenAI;
  private readonly streamOptions: OpenAI.ChatCompletionStreamOptions;

  constructor({ baseUrl, apiKey, own }: ProviderAddress<Own>, { connectMs, totalMs }: ProtocolLimits) {
    this.streamOptions = {
      include_usage: true,
      ...(own.usage === 'continuous' && { continuous_usage_stats: true }),
    };
    this.http = new LimitedFetch(connectMs);
    this.client = new OpenAI({
      baseURL: baseUrl,
      // The client insists on a key; where none is configured none is sent either.
      apiKey: apiKey ?? 'none',
      ...(apiKey ? {} : { defaultHeaders: { authorization: null } }),
      // Null, so that the client does not pick these up from the environment.
      adminAPIKey: null,
      organization: null,
      project: null,
      maxRetries: 0,
      timeout: totalMs,
      logLevel: 'off',
      fetch: this.http.fetch,
    });
  }

  async *stream({ model, messages, signal }: ProtocolRequest): AsyncGenerator<ModelChunk> {
    let [answered, finished] = [false, false];
    let usage: ModelUsage | undefined;
    try {
      const body = { model, messages, stream: true as const, stream_options: this.streamOptions };
      // The client would read the events itself, for twice the processor time of all the rest together.
      const response = await this.client.chat.completions.create(body, { signal }).asResponse();
      for await (const { data, event } of eventsOf(response)) {
        if (data === '[DONE]') {
          // Not every provider gives a reason for the end, but then it says that this is one.
          finished ||= answered;
          break;
        }
        const chunk = JSON.parse(data) as Chunk;
        if (chunk.error || event === 'error') throw new LlmUnavailable('server_error');
        const reported = chunk.usage && usageOf(chunk.usage);
        if (reported && !isSame(reported, usage)) yield { usage: (usage = reported) };
        const choice = chunk.choices?.[0];
        if (choice?.delta?.content) {
          answered = true;
          yield { text: textOf(choice.delta.content) };
        }
        if (choice?.finish_reason) finished = true;
      }
    } catch (error) {
      throw signal.aborted ? signal.reason : failureOfClient(error);
    }
    signal.throwIfAborted();
    if (!finished) throw new LlmUnavailable('bad_answer');
  }

  close(): void {
    this.http.close();
  }
}

const protocol: WireProtocol<Own> = {
  settings: Own,
  connect: (provider, limits) => new OpenAiChat(provider, limits),
};
export default protocol;

function textOf(content: unknown): string {
  if (typeof content !== 'string') throw new LlmUnavailable('bad_answer');
  return content;
}

/** The tokens of a call, if the provider says both; its answer is good without them. */
function usageOf({ prompt_tokens, completion_tokens }: OpenAI.CompletionUsage): ModelUsage | undefined {
  if (!isCount(prompt_tokens) || !isCount(completion_tokens)) return undefined;
  return { inputTokens: prompt_tokens, outputTokens: completion_tokens };
}

const isCount = (tokens: unknown) => Number.isInteger(tokens) && Number(tokens) >= 0 && Number(tokens) <= MOST_TOKENS;

const isSame = (one: ModelUsage, other?: ModelUsage) =>
  one.inputTokens === other?.inputTokens && one.outputTokens === other.outputTokens;
