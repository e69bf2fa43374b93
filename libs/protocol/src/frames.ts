import { z } from 'zod';
import { FEATURES } from './features.js';

/** The largest text frame a client may send on `/ws`, in bytes. */
export const MAX_FRAME_BYTES = 64 * 1024;

/** The sender's place in a trace, as W3C Trace Context writes it. One that is not well formed counts as not sent. */
const traceparent = z.string().optional();

/** Starts a turn. `id` is made by the client and is idempotent: the same id again replays the stored answer. */
export const TurnFrame = z.strictObject({
  type: z.literal('turn'),
  id: z.uuid(),
  conversationId: z.uuid().optional(),
  text: z.string().min(1),
  /** A name of the configured models; every deployment has `standard`. */
  model: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,39}$/)
    .default('standard'),
  traceparent,
});

/** Stops a running turn of this socket; the turn then ends with a `done` frame that says `cancelled`. */
export const CancelFrame = z.strictObject({ type: z.literal('cancel'), id: z.uuid(), traceparent });

export const ClientFrame = z.discriminatedUnion('type', [TurnFrame, CancelFrame]);

export type TurnFrame = z.output<typeof TurnFrame>;
export type CancelFrame = z.output<typeof CancelFrame>;
export type ClientFrame = z.output<typeof ClientFrame>;

/** Tokens as the provider reported them; null where it reported none. */
export const Usage = z.strictObject({
  inputTokens: z.int().nonnegative().nullable(),
  outputTokens: z.int().nonnegative().nullable(),
});

const features = z.array(z.enum(FEATURES));

/** The first frame on every socket: what the actor may use. */
export const ReadyFrame = z.strictObject({ type: z.literal('ready'), plan: z.string().min(1), features });

/** `seq` counts from 0 within one turn, so that a reconnected client neither loses nor doubles text. */
export const DeltaFrame = z.strictObject({
  type: z.literal('delta'),
  id: z.uuid(),
  seq: z.int().nonnegative(),
  text: z.string().min(1),
});

/** The end of an answer. `model` is its provider's name; `cancelled` says that the actor stopped it. */
export const DoneFrame = z.strictObject({
  type: z.literal('done'),
  id: z.uuid(),
  conversationId: z.uuid(),
  model: z.string().min(1),
  usage: Usage,
  cancelled: z.literal(true).optional(),
});

/** `code` never changes; quota and plan refusals carry what the HTTP problem would (`resetsAt`, `feature`, `plans`). */
export const ErrorFrame = z.looseObject({
  type: z.literal('error'),
  /** As it was sent, so it need not be a version of UUID that a turn may have. */
  id: z.guid().optional(),
  code: z.string().regex(/^[a-z][a-z0-9_]*$/),
  message: z.string().min(1),
  requestId: z.string().regex(/^[A-Za-z0-9-]{8,64}$/),
});

/** The actor's plan has changed. */
export const PlanFrame = z.strictObject({ type: z.literal('plan'), plan: z.string().min(1), features });

/** The server is about to stop: nothing new can begin on this socket, and a 1012 will close it. */
export const DrainingFrame = z.strictObject({ type: z.literal('draining') });

export const ServerFrame = z.discriminatedUnion('type', [
  ReadyFrame,
  DeltaFrame,
  DoneFrame,
  ErrorFrame,
  PlanFrame,
  DrainingFrame,
]);

export type Usage = z.output<typeof Usage>;
export type ReadyFrame = z.output<typeof ReadyFrame>;
export type DeltaFrame = z.output<typeof DeltaFrame>;
export type DoneFrame = z.output<typeof DoneFrame>;
export type ErrorFrame = z.output<typeof ErrorFrame>;
export type PlanFrame = z.output<typeof PlanFrame>;
export type DrainingFrame = z.output<typeof DrainingFrame>;
export type ServerFrame = z.output<typeof ServerFrame>;

/** Why a socket was closed, as WebSocket close codes (RFC 6455, 7.4). */
export const CLOSE = { normal: 1000, policy: 1008, tooBig: 1009, restart: 1012, slowReader: 1013 } as const;
