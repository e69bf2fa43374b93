import type { ChatRequest } from './chat-request.js';
import { tokensOf } from './answer.js';

/** Token counts as the OpenAI API reports them; here they follow from the text alone. */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** The usage of one exchange: what was sent, at four characters a token, and the tokens that were given out. */
export function usageOf(request: ChatRequest, answer: string): Usage {
  const sent = request.messages.reduce((characters, message) => characters + message.content.length, 0);
  const prompt_tokens = Math.max(1, Math.ceil(sent / 4));
  const completion_tokens = tokensOf(answer).length;
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
