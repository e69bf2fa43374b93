import {
  ConfigurationError,
  createLogger,
  DatabaseUnreachable,
  describeError,
  EXIT_CONFIG,
  scrubber,
  type LoadedConfig,
} from '@app/platform';
import { PortUnavailable } from './listen.js';

/** Says why the program did not start, in words, or in production in lines of JSON as everything there; and ends it. */
export function failStart(error: unknown, config?: LoadedConfig): never {
  const secrets = config?.secrets;
  const scrub = scrubber(secrets);
  const isExpected = [ConfigurationError, DatabaseUnreachable, PortUnavailable].some((kind) => error instanceof kind);
  if (process.env.NODE_ENV === 'production') {
    const log = createLogger({ logLevel: 'fatal', logFormat: 'json', nodeEnv: 'production', secrets });
    if (!isExpected) log.fatal({ err: error }, 'crash');
    else for (const line of (error as Error).message.split('\n')) log.fatal(line);
  } else {
    const words = isExpected ? (error as Error).message : (describeError(error, scrub).stack ?? 'Something was thrown');
    process.stderr.write(`${scrub(words)}\n`);
  }
  process.exit(error instanceof ConfigurationError ? EXIT_CONFIG : 1);
}
