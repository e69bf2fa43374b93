import { z } from 'zod';
import type { Feature } from './features.js';

/** The largest text frame a client may send on `/ws`, in bytes. */
export const MAX_FRAME_BYTES = 64 * 1024;

/** Starts a turn. `id` is made by the client and is idempotent: the same id again replays the stored answer. */
export const TurnFrame = z.strictObject({
  type: z.literal('turn'),
  id: z.uuid(),
  conversationId: z.uuid().optional(),
  text: z.string().min(1),
  /** A name of the configured models; every deployment has `standard` and `premium`. */
  model: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,39}$/)
    .default('standard'),
});

/** Stops a running turn of this socket; the turn then ends with a `done` frame that says `cancelled`. */
export const CancelFrame = z.strictObject({ type: z.literal('cancel'), id: z.uuid() });

export const ClientFrame = z.discriminatedUnion('type', [TurnFrame, CancelFrame]);

export type TurnFrame = z.output<typeof TurnFrame>;
export type CancelFrame = z.output<typeof CancelFrame>;
export type ClientFrame = z.output<typeof ClientFrame>;

/** Tokens as the provider reported them; null where it reported none. */
export interface Usage {
  inputTokens: number | null;
  outputTokens: number | null;
}

export interface ReadyFrame {
  type: 'ready';
  plan: string;
  features: Feature[];
}

/** `seq` counts from 0 within one turn, so that a reconnected client neither loses nor doubles text. */
export interface DeltaFrame {
  type: 'delta';
  id: string;
  seq: number;
  text: string;
}

export interface DoneFrame {
  type: 'done';
  id: string;
  conversationId: string;
  model: string;
  usage: Usage;
  cancelled?: true;
}

/** `code` never changes; quota and plan refusals carry what the HTTP problem would (`resetsAt`, `feature`, `plans`). */
export interface ErrorFrame {
  type: 'error';
  id?: string;
  code: string;
  message: string;
  requestId: string;
  [detail: string]: unknown;
}

export interface PlanFrame {
  type: 'plan';
  plan: string;
  features: Feature[];
}

export interface DrainingFrame {
  type: 'draining';
}

export type ServerFrame = ReadyFrame | DeltaFrame | DoneFrame | ErrorFrame | PlanFrame | DrainingFrame;

/** Why a socket was closed, as WebSocket close codes (RFC 6455, 7.4). */
export const CLOSE = { normal: 1000, policy: 1008, tooBig: 1009, restart: 1012, slowReader: 1013 } as const;
