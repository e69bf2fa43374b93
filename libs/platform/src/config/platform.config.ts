import { z } from 'zod';
import type { ConfigProblem } from './config-problem.js';
import { configSection, setting, variable } from './config-section.js';
import { hasOwnPassword } from './secret.js';

const empty = (value: unknown) => (value === '' ? undefined : value);
/** An optional string in which an empty one counts as not given, as unset placeholders are. */
export const optionalText = z.preprocess(empty, z.string().optional());
/** An optional http or https URL in which an empty string counts as not given. */
export const optionalUrl = z.preprocess(empty, z.url({ protocol: /^https?$/ }).optional());

const wholeNumber = (from: number, to: number) => z.coerce.number().int().min(from).max(to);
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Whether a URL's host is this machine itself. */
export const isLoopback = (url: string) => LOOPBACK.has(new URL(url).hostname);

const port = (read: (name: string) => string | undefined) => read('PORT') ?? '8000';
const inProduction = (read: (name: string) => string | undefined) => read('NODE_ENV') === 'production';

export const nodeEnv = variable(
  'NODE_ENV',
  z.enum(['development', 'test', 'production']).default('development'),
  'production',
);
export const publicUrl = variable(
  'PUBLIC_URL',
  z
    .url({ protocol: /^https?$/, error: 'is not an http or https URL', abort: true })
    .refine((url) => new URL(url).pathname === '/' && !new URL(url).search, 'must be an origin, without a path')
    .transform((url) => new URL(url).origin),
  'https://app.example.com',
  (read) => `http://localhost:${port(read)}`,
);
export const allowTestEndpoints = variable(
  'ALLOW_TEST_ENDPOINTS',
  z
    .enum(['0', '1'])
    .default('0')
    .transform((on) => on === '1'),
  '1',
);

/** What every part of the program knows of its surroundings. */
export class PlatformConfig extends configSection({
  nodeEnv,
  publicUrl,
  allowTestEndpoints,
  tier: setting('tier', z.enum(['basic', 'pro', 'advanced']).default('advanced'), 'advanced'),
  apiDocs: setting('api_docs', z.boolean().optional(), 'true'),
  port: variable('PORT', wholeNumber(0, 65535), '8000', port),
  host: variable('HOST', z.string(), '127.0.0.1', (read) => (inProduction(read) ? '0.0.0.0' : '127.0.0.1')),
  databaseUrl: variable(
    'DATABASE_URL',
    z.url({ protocol: /^postgres(ql)?$/, error: 'is not a postgres URL' }).refine(...hasOwnPassword),
    'postgres://turnpike:…@db:5432/turnpike',
  ),
  trustProxy: variable('TRUST_PROXY', wholeNumber(0, 10), '1', () => '0'),
  logLevel: variable(
    'LOG_LEVEL',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    'info',
  ),
  logFormat: variable('LOG_FORMAT', z.enum(['json', 'pretty']), 'json', (read) =>
    inProduction(read) || !process.stdout.isTTY ? 'json' : 'pretty',
  ),
  /** Which share of the lines about requests that went well is written. */
  logSample2xx: variable('LOG_SAMPLE_2XX', z.coerce.number().min(0).max(1), '0.1', () => '1'),
  shutdownTimeoutMs: variable('SHUTDOWN_TIMEOUT_MS', wholeNumber(0, 600_000), '25000', () => '25000'),
}) {
  static problems(config: PlatformConfig): ConfigProblem[] {
    if (config.nodeEnv !== 'production' || config.allowTestEndpoints) return [];
    if (config.publicUrl.startsWith('https:') || isLoopback(config.publicUrl)) return [];
    const reason = 'must be https in production unless it is on loopback or ALLOW_TEST_ENDPOINTS=1';
    return [{ name: 'PUBLIC_URL', reason, example: 'https://app.example.com' }];
  }
}
