import type { z } from 'zod';
import {
  CancelFrame,
  DeltaFrame,
  DoneFrame,
  DrainingFrame,
  ErrorFrame,
  PlanFrame,
  ReadyFrame,
  TurnFrame,
  type ClientFrame,
  type ServerFrame,
} from '../frames.js';

/** One type of frame, in words and by example. */
export interface SocketMessage<Frame = unknown> {
  schema: z.ZodType;
  summary: string;
  examples: Frame[];
}

type Described<Frame extends { type: string }> = {
  [T in Frame['type']]: SocketMessage<Extract<Frame, { type: T }>>;
};

const id = '7d1f3c9e-52a8-4b0e-9c46-0d7f4f1b2a63';
const conversationId = '0b9a6a52-8f5d-4a3b-8a53-6b1f6a0c1e11';
const requestId = '5f0c8d3e-2b7a-4c1d-9e8f-3a6b5c4d2e1f';
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const error = { type: 'error', id, requestId } as const;

/** What clients send. */
export const CLIENT_MESSAGES: Described<ClientFrame> = {
  turn: {
    schema: TurnFrame,
    summary: 'Asks for an answer, or for the one that belongs to an id used before.',
    examples: [
      { type: 'turn', id, conversationId, text: 'What is a turnpike?', model: 'standard' },
      { type: 'turn', id, text: 'What is a turnpike?', model: 'standard', traceparent },
    ],
  },
  cancel: {
    schema: CancelFrame,
    summary: 'Stops a running turn of the same user. It then ends with `done` and `cancelled`.',
    examples: [{ type: 'cancel', id }],
  },
};

/** What the server sends. */
export const SERVER_MESSAGES: Described<ServerFrame> = {
  ready: {
    schema: ReadyFrame,
    summary: 'The first frame on every socket: what the plan allows.',
    examples: [{ type: 'ready', plan: 'free', features: ['turns'] }],
  },
  delta: {
    schema: DeltaFrame,
    summary: 'The next piece of an answer. The client puts them together in the order of `seq`.',
    examples: [{ type: 'delta', id, seq: 0, text: 'A turnpike is' }],
  },
  done: {
    schema: DoneFrame,
    summary: 'The end of an answer, whole or stopped.',
    examples: [
      { type: 'done', id, conversationId, model: 'gpt-5-mini', usage: { inputTokens: 12, outputTokens: 240 } },
      {
        type: 'done',
        id,
        conversationId,
        model: 'gpt-5-mini',
        usage: { inputTokens: null, outputTokens: null },
        cancelled: true,
      },
    ],
  },
  error: {
    schema: ErrorFrame,
    summary: 'A frame was refused, or the turn `id` has failed. Further fields depend on `code`.',
    examples: [
      { ...error, code: 'busy', message: 'Wait for the running answer, or stop it.' },
      {
        ...error,
        code: 'plan_required',
        message: 'Your plan does not include this. It comes with: pro.',
        feature: 'premium_models',
        plans: ['pro'],
      },
      {
        ...error,
        code: 'quota_exceeded',
        message: 'You have used all 20 of your plan. More from 2030-01-02T00:00:00.000Z.',
        quota: 'turns_per_day',
        limit: 20,
        resetsAt: '2030-01-02T00:00:00.000Z',
      },
    ],
  },
  plan: {
    schema: PlanFrame,
    summary: 'The plan has changed while the socket was open.',
    examples: [{ type: 'plan', plan: 'pro', features: ['turns', 'long_turns', 'premium_models'] }],
  },
  draining: {
    schema: DrainingFrame,
    summary: 'The server is about to stop. Running answers go on to their end; then a 1012 follows.',
    examples: [{ type: 'draining' }],
  },
};
