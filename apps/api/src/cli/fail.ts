import { ConfigurationError, EXIT_CONFIG, scrubber } from '@app/platform';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Commander's own errors are wrong usage, except those that only showed help or the version. */
function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigurationError) return EXIT_CONFIG;
  const { code, exitCode } = error as { code?: unknown; exitCode?: unknown };
  if (typeof code !== 'string' || !code.startsWith('commander.')) return EXIT_FAILED;
  return exitCode === 0 ? 0 : EXIT_USAGE;
}

/** Ends the program with the exit code that the error means, and its message unless Commander has printed one. */
export function fail(error: unknown): never {
  const code = exitCodeOf(error);
  const spoken = code === EXIT_USAGE || code === 0;
  if (!spoken) process.stderr.write(`${scrubber()(error instanceof Error ? error.message : String(error))}\n`);
  process.exit(code);
}
