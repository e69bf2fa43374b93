import { createHash } from 'node:crypto';
import type { ChatRequest } from './chat-request.js';
import type { Usage } from './usage.js';

/** Writes the objects of one chat completion, all with the same id and time. */
export class Completion {
  private readonly id: string;
  private readonly created = Math.floor(Date.now() / 1000);

  constructor(private readonly request: ChatRequest) {
    this.id = `chatcmpl-${createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 24)}`;
  }

  whole(content: string, finishReason: string, usage: Usage) {
    const message = { role: 'assistant', content, refusal: null };
    const choice = { index: 0, message, logprobs: null, finish_reason: finishReason };
    return { ...this.head('chat.completion'), choices: [choice], usage };
  }

  chunk(delta: { role?: 'assistant'; content?: string }, finishReason: string | null = null) {
    const choice = { index: 0, delta, logprobs: null, finish_reason: finishReason };
    const usage = this.request.includeUsage ? { usage: null } : {};
    return { ...this.head('chat.completion.chunk'), choices: [choice], ...usage };
  }

  usageChunk(usage: Usage) {
    return { ...this.head('chat.completion.chunk'), choices: [], usage };
  }

  private head(object: string) {
    return { id: this.id, object, created: this.created, model: this.request.model, system_fingerprint: 'fp_sandbox' };
  }
}
