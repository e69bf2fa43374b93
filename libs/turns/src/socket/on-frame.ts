import { SetMetadata } from '@nestjs/common';
import type { RateLimit } from '@app/security';
import type { z } from 'zod';
import type { UserSocket } from './user-socket.js';

export const ON_FRAME = 'turnpike:on-frame';

/** How often one user may send frames of a type: `points` times in `seconds`. */
export type FrameLimit = Pick<RateLimit, 'points' | 'seconds'>;

/** What `@OnFrame` says of a method. */
export interface FrameSubscription {
  type: string;
  schema: z.ZodType;
  limit?: FrameLimit;
}

/**
 * Calls the method with every frame of this type that fits the schema, of one user at most as often as `limit` says. Frames
 * of one socket come one after another, so a method that takes long keeps the next frame waiting. What it throws becomes
 * an error frame.
 */
export const OnFrame =
  <T extends string, S extends z.ZodType<{ type: T }>>(type: T, schema: S, limit?: FrameLimit) =>
  <M extends (frame: z.output<S>, socket: UserSocket) => void | Promise<void>>(
    target: object,
    key: string | symbol,
    method: TypedPropertyDescriptor<M>,
  ): void =>
    void SetMetadata(ON_FRAME, { type, schema, limit } satisfies FrameSubscription)(target, key, method);
