import type { ConversationSummary } from '#lib/api/types.js';
import { startOfDay } from '#lib/format.js';

/** When a conversation was last used, by the reader's own days. */
export type DayGroup = 'today' | 'yesterday' | 'week' | 'older';

/** The conversations, which come the last used first, under the days they were used on; no group is empty. */
export function groupByDay(conversations: ConversationSummary[], now = new Date()) {
  const groups: { group: DayGroup; conversations: ConversationSummary[] }[] = [];
  for (const conversation of conversations) {
    const group = groupOf(Date.parse(conversation.updatedAt), now);
    const last = groups.at(-1);
    if (last?.group === group) last.conversations.push(conversation);
    else groups.push({ group, conversations: [conversation] });
  }
  return groups;
}

function groupOf(at: number, now: Date): DayGroup {
  if (at >= startOfDay(now)) return 'today';
  if (at >= startOfDay(now, 1)) return 'yesterday';
  return at >= startOfDay(now, 7) ? 'week' : 'older';
}
