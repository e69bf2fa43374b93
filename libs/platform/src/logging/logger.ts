import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import type { PlatformConfig } from '../config/platform.config.js';

const SECRET_KEYS = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'code',
  'state',
  'code_verifier',
  'access_token',
  'refresh_token',
  'id_token',
  'client_secret',
  'text',
  'answer',
  'prompt',
];

/** The program's one logger: JSON lines, or readable ones on a developer's terminal. Secrets are redacted by path. */
export function createLogger(
  config: Pick<PlatformConfig, 'logLevel' | 'logFormat' | 'nodeEnv'>,
  to?: DestinationStream,
): Logger {
  const options: LoggerOptions = {
    level: config.logLevel,
    messageKey: 'message',
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: { level: (level) => ({ level }) },
    base: { 'service.name': 'turnpike', 'deployment.environment.name': config.nodeEnv },
    serializers: { err: withoutData },
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
  };
  if (config.logFormat === 'json') return pino(options, to);
  const pretty = {
    colorize: true,
    ignore: 'service.name,deployment.environment.name,timestamp',
    messageKey: 'message',
  };
  return pino({ ...options, transport: { target: 'pino-pretty', options: pretty } });
}

/** Type, message and stack alone: a database error also carries the query's parameters, which are what people wrote. */
function withoutData(thrown: unknown) {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const { name, message, stack } = thrown;
  return { type: name, message, stack };
}
