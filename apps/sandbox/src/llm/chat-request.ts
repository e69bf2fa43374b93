import { LlmError } from './llm.errors.js';

/** The part of a chat completion request that the demo responder looks at. */
export interface ChatRequest {
  model: string;
  messages: { role: string; content: string }[];
  stream: boolean;
  includeUsage: boolean;
  maxTokens: number;
}

/** Reads a request body, refusing what the OpenAI API would refuse. */
export function readChatRequest(body: string, models: readonly string[]): ChatRequest {
  const request = parsed(body);
  if (typeof request.model !== 'string' || !models.includes(request.model)) {
    throw new LlmError(404, 'model_not_found', `The model \`${String(request.model)}\` does not exist.`, 'model');
  }
  if (!Array.isArray(request.messages) || request.messages.length === 0) {
    throw new LlmError(
      400,
      'invalid_value',
      "Invalid 'messages': it must be a list with at least one message.",
      'messages',
    );
  }
  const streamOptions = request.stream_options as { include_usage?: unknown } | undefined;
  return {
    model: request.model,
    messages: request.messages.map(readMessage),
    stream: request.stream === true,
    includeUsage: streamOptions?.include_usage === true,
    maxTokens: Number(request.max_completion_tokens ?? request.max_tokens ?? Infinity) || Infinity,
  };
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    if (value && typeof value === 'object') return value as Record<string, unknown>;
  } catch {
    // The answer below says it in the API's own words.
  }
  throw new LlmError(400, 'invalid_json', 'We could not parse the JSON body of your request.');
}

function readMessage(message: unknown): { role: string; content: string } {
  const { role, content } = (message ?? {}) as { role?: unknown; content?: unknown };
  return { role: String(role), content: textOf(content) };
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { text?: unknown }) => (typeof part?.text === 'string' ? part.text : '')).join('');
}
