import { z } from 'zod';

/** So many in so many seconds. */
export interface Rate {
  points: number;
  seconds: number;
}

const SECONDS = { second: 1, minute: 60, hour: 3600 };
const RATE = /^([1-9]\d{0,8})\/(second|minute|hour)$/;

/** A rate as operators write it: `600/minute`. `off` is no limit. */
export const rate = (fallback: string) =>
  z
    .string()
    .regex(/^(?:off|[1-9]\d{0,8}\/(?:second|minute|hour))$/, 'is no rate')
    .default(fallback)
    .transform((text): Rate | null => {
      const [, points, unit] = RATE.exec(text) ?? [];
      return unit ? { points: Number(points), seconds: SECONDS[unit as keyof typeof SECONDS] } : null;
    });
