import { Injectable } from '@nestjs/common';
import type { ModelMessage } from '@app/llm';
import type { Turn } from '../turn/turn.entity.js';
import { TurnsConfig } from '../turns.config.js';
import { EarlierTurns, type EarlierTurn } from './earlier-turns.js';

/** What every provider wraps around a message, at most. */
const WRAPPING = 4;

/** Makes of a conversation what its model is told with the next message. */
@Injectable()
export class History {
  constructor(
    private readonly config: TurnsConfig,
    private readonly earlier: EarlierTurns,
  ) {}

  /** The system prompt, as many of the newest turns as the budget holds, and the turn's message, which always goes. */
  messagesFor(turn: Pick<Turn, 'id' | 'conversationId' | 'text'>): Promise<ModelMessage[]> {
    return messagesFor(turn.text, this.earlier.beside(turn), this.config.turns);
  }
}

type Budget = TurnsConfig['turns'];

/** The same for turns that come newest first. The first that does not fit, whole, ends it: a history has no holes. */
export async function messagesFor(
  text: string,
  newestFirst: AsyncIterable<EarlierTurn> | Iterable<EarlierTurn>,
  { history_tokens, system_prompt }: Budget,
): Promise<ModelMessage[]> {
  const system: ModelMessage[] = system_prompt ? [{ role: 'system', content: system_prompt }] : [];
  const message: ModelMessage = { role: 'user', content: text };
  const earlier: ModelMessage[] = [];
  let left = history_tokens;
  for (const { content } of [...system, message]) left -= tokensOf(content);
  if (left <= 0) return [...system, message];
  for await (const turn of newestFirst) {
    left -= tokensOf(turn.text) + (turn.outputTokens || tokensOf(turn.answer));
    if (left < 0) break;
    earlier.unshift({ role: 'user', content: turn.text }, { role: 'assistant', content: turn.answer });
  }
  return [...system, ...earlier, message];
}

/** Rather too many than too few: three bytes a token is little for English, and one character for Chinese. */
export const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3) + WRAPPING;
