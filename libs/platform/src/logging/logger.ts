import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import type { PlatformConfig } from '../config/platform.config.js';
import { describeErrorsIn } from './describe-error.js';
import { REDACTED, scrubber } from './scrubber.js';
import { SECRET_NAMES } from './secret-names.js';

/** How and how much is logged, and the secrets of the configuration, which must not be. */
export type LogConfig = Pick<PlatformConfig, 'logLevel' | 'logFormat' | 'nodeEnv'> & { secrets?: readonly string[] };

const paths = SECRET_NAMES.map((name) => `["${name}"]`).flatMap((name) => [name, `*${name}`, `*.*${name}`]);

/**
 * The program's one logger: JSON lines, or readable ones on a developer's terminal. Secrets are redacted by path, errors
 * lose what they quote, and the finished line is scrubbed of whatever is a secret still.
 */
export function createLogger(config: LogConfig, to?: DestinationStream): Logger {
  const scrub = scrubber(config.secrets);
  const options: LoggerOptions = {
    level: config.logLevel,
    messageKey: 'message',
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    // Not as a serializer: frameworks that make a child of the logger put their own in its place.
    formatters: { level: (level) => ({ level }), log: (line) => describeErrorsIn(line, scrub) },
    base: { 'service.name': 'turnpike', 'deployment.environment.name': config.nodeEnv },
    redact: { paths, censor: REDACTED },
    hooks: { streamWrite: scrub },
  };
  if (config.logFormat === 'json') return pino(options, to);
  const pretty = {
    colorize: true,
    ignore: 'service.name,deployment.environment.name,timestamp',
    messageKey: 'message',
  };
  return pino({ ...options, transport: { target: 'pino-pretty', options: pretty } });
}
