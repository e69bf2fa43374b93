import type { Usage } from './frames.js';

/** One row of `GET /conversations`. */
export interface ConversationSummary {
  id: string;
  title: string;
  updatedAt: string;
}

export const TURN_STATUSES = ['running', 'completed', 'cancelled', 'failed'] as const;
export type TurnStatus = (typeof TURN_STATUSES)[number];

export interface TurnView {
  id: string;
  text: string;
  answer: string;
  status: TurnStatus;
  usage: Usage;
  createdAt: string;
}

/** The answer of `GET /conversations/:id`. */
export interface ConversationView {
  id: string;
  title: string;
  turns: TurnView[];
  nextCursor: string | null;
}
