import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';
import type { UserSocket } from './user-socket.js';

export const ON_FRAME = 'turnpike:on-frame';

/** What `@OnFrame` says of a method. */
export interface FrameSubscription {
  type: string;
  schema: z.ZodType;
}

/**
 * Calls the method with every frame of this type that fits the schema. Frames of one socket come one after another, so a
 * method that takes long keeps the next frame waiting. What it throws becomes an error frame.
 */
export const OnFrame =
  <T extends string, S extends z.ZodType<{ type: T }>>(type: T, schema: S) =>
  <M extends (frame: z.output<S>, socket: UserSocket) => void | Promise<void>>(
    target: object,
    key: string | symbol,
    method: TypedPropertyDescriptor<M>,
  ): void =>
    void SetMetadata(ON_FRAME, { type, schema } satisfies FrameSubscription)(target, key, method);
