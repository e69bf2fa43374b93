import type { ModelMessage } from '@app/llm';
import type { Turn } from '../turn/turn.entity.js';

/** How many characters of earlier turns the model is shown: about 6,000 tokens of English. */
const BUDGET_CHARS = 24_000;
/** Whatever their length, more earlier turns than this do not help. */
export const MOST_TURNS = 50;

/** What the model is told: as many of the earlier turns as the budget holds, newest first to fit, then the message. */
export function messagesFor(text: string, newestFirst: Pick<Turn, 'text' | 'answer'>[]): ModelMessage[] {
  const earlier: ModelMessage[] = [];
  let left = BUDGET_CHARS;
  for (const turn of newestFirst) {
    left -= turn.text.length + turn.answer.length;
    if (left < 0) break;
    earlier.unshift({ role: 'user', content: turn.text }, { role: 'assistant', content: turn.answer });
  }
  return [...earlier, { role: 'user', content: text }];
}
