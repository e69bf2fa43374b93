import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { currentSpan } from '../trace/span.js';
import type { PlatformConfig } from '../config/platform.config.js';
import { describeErrorsIn } from './describe-error.js';
import { redactNames } from './redact-names.js';
import { REDACTED, scrubber } from './scrubber.js';
import { SECRET_NAMES } from './secret-names.js';

/** How and how much is logged, by which version of the program, and the secrets of the configuration, which must not be. */
export type LogConfig = Pick<PlatformConfig, 'logLevel' | 'logFormat' | 'nodeEnv'> & {
  version?: string;
  secrets?: readonly string[];
};

/**
 * The program's one logger: JSON lines, or readable ones on a developer's terminal. Secrets are redacted by name, errors
 * lose what they quote, and the finished line is scrubbed of whatever is a secret still. Each line names the request, frame or
 * job that it was written in, see `Span`.
 */
export function createLogger(config: LogConfig, to?: DestinationStream): Logger {
  const scrub = scrubber(config.secrets);
  const options: LoggerOptions = {
    level: config.logLevel,
    messageKey: 'message',
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    // Not as a serializer: frameworks that make a child of the logger put their own in its place.
    formatters: {
      level: (level) => ({ level }),
      // Errors first: with a field taken out they would no longer be errors.
      log: (line) => redactNames(describeErrorsIn(line, scrub)),
    },
    base: {
      'service.name': 'turnpike',
      'service.version': config.version,
      'deployment.environment.name': config.nodeEnv,
    },
    // What a child of the logger always says passes no formatter.
    redact: { paths: SECRET_NAMES.map((name) => `["${name}"]`), censor: REDACTED },
    hooks: { streamWrite: (line) => scrub(withTrace(line)) },
  };
  if (config.logFormat === 'json') return pino(options, to);
  const pretty = {
    colorize: true,
    ignore: 'service.name,service.version,deployment.environment.name,timestamp,trace_id,span_id',
    messageKey: 'message',
  };
  return pino({ ...options, transport: { target: 'pino-pretty', options: pretty } });
}

/**
 * The line with the ids of the span it is written in. Put in here and not as fields: the object of a
 * line would have to be copied for them, and ids have no character that JSON would escape.
 */
function withTrace(line: string): string {
  const span = currentSpan();
  if (span === undefined) return line;
  const request = span.requestId === undefined ? '' : `"request_id":"${span.requestId}",`;
  return `{"trace_id":"${span.traceId}","span_id":"${span.spanId}",${request}${line.slice(1)}`;
}
