import { z } from 'zod';
import { configSection, setting } from '@app/platform';

const origin = z
  .url({ protocol: /^https?$/, error: 'is not an http or https origin', abort: true })
  .refine((url) => new URL(url).origin === url.replace(/\/$/, ''), 'must be an origin, without a path')
  .transform((url) => new URL(url).origin);

/** Which other origins may call this one from a browser; none unless they are listed. */
export class SecurityConfig extends configSection({
  cors: setting(
    'cors',
    z.object({ origins: z.array(origin).default([]) }).default({ origins: [] }),
    'cors: { origins: [https://other.example.com] }',
  ),
}) {}
