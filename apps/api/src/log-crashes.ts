import type { Logger } from 'pino';

/** What Node would print as bare text becomes log lines: warnings, and the error that ends the program with exit code 1. */
export function logCrashes(logger: Logger): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => logger.warn({ err: warning }, 'warning'));
  const crash = (error: unknown) => {
    logger.fatal({ err: error }, 'crash');
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
}
