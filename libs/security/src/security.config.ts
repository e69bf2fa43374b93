import { z } from 'zod';
import { configSection, hasOwnPassword, setting, variable } from '@app/platform';
import { rate } from './rate-limit/rate.js';

const origin = z
  .url({ protocol: /^https?$/, error: 'is not an http or https origin', abort: true })
  .refine((url) => new URL(url).origin === url.replace(/\/$/, ''), 'must be an origin, without a path')
  .transform((url) => new URL(url).origin);

const isPercentEncoded = (text: string) => {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
};

const redisUrl = z
  .url({ protocol: /^rediss?$/, error: 'is not a redis URL', abort: true })
  .refine((url) => new URL(url).hostname !== '', { error: 'names no host', abort: true })
  .refine((url) => /^\/?\d*$/.test(new URL(url).pathname), 'may end only in the number of a database')
  .refine((url) => isPercentEncoded(new URL(url).username + new URL(url).password), 'is not percent-encoded')
  .refine(...hasOwnPassword);

const RateLimitSettings = z
  .strictObject({
    store: z.enum(['memory', 'postgres']).default('memory'),
    per_address: z
      .strictObject({ read: rate('3000/minute'), write: rate('600/minute'), auth: rate('300/minute') })
      .prefault({}),
    per_user: z.strictObject({ read: rate('1200/minute'), write: rate('300/minute') }).prefault({}),
  })
  .prefault({});

/** Which other origins may call this one from a browser, none unless they are listed; how often, and where that is counted. */
export class SecurityConfig extends configSection({
  cors: setting(
    'cors',
    z.object({ origins: z.array(origin).default([]) }).default({ origins: [] }),
    'cors: { origins: [https://other.example.com] }',
  ),
  redisUrl: variable('REDIS_URL', redisUrl.optional(), 'redis://user:…@redis:6379'),
  rateLimits: setting('rate_limits', RateLimitSettings, {
    '': 'rate_limits: { per_address: { read: 3000/minute } }',
    store: 'postgres',
    ...Object.fromEntries(
      ['per_address.read', 'per_address.write', 'per_address.auth', 'per_user.read', 'per_user.write'].map((path) => [
        path,
        '600/minute, or off',
      ]),
    ),
  }),
}) {}
