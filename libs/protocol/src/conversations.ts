import { z } from 'zod';
import { Usage } from './frames.js';
import { Time } from './time.js';

/** One row of `GET /conversations`. */
export const ConversationSummary = z
  .object({ id: z.uuid(), title: z.string(), updatedAt: Time })
  .meta({ id: 'ConversationSummary' });
export type ConversationSummary = z.output<typeof ConversationSummary>;

/** One page of `GET /conversations`, the last used first. */
export const ConversationsView = z
  .object({ conversations: z.array(ConversationSummary), nextCursor: z.string().nullable() })
  .meta({ id: 'Conversations' });
export type ConversationsView = z.output<typeof ConversationsView>;

export const TURN_STATUSES = ['running', 'completed', 'cancelled', 'failed'] as const;
export type TurnStatus = (typeof TURN_STATUSES)[number];

/** One message and its answer, as far as it has been written. */
export const TurnView = z
  .object({
    id: z.uuid(),
    text: z.string(),
    answer: z.string(),
    status: z.enum(TURN_STATUSES),
    usage: Usage.meta({ id: 'Usage' }),
    createdAt: Time,
  })
  .meta({ id: 'Turn' });
export type TurnView = z.output<typeof TurnView>;

/** The answer of `GET /conversations/:id`: one page of its turns, the oldest first or, where asked so, the newest. */
export const ConversationView = z
  .object({ id: z.uuid(), title: z.string(), turns: z.array(TurnView), nextCursor: z.string().nullable() })
  .meta({ id: 'Conversation' });
export type ConversationView = z.output<typeof ConversationView>;
