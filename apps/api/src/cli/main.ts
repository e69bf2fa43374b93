import 'reflect-metadata';
import { ConfigurationError, EXIT_CONFIG } from '@app/platform';
import { CommandFactory } from 'nest-commander';
import { CliModule } from './cli.module.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Commander's own errors are wrong usage, except those that only showed help or the version. */
function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigurationError) return EXIT_CONFIG;
  const { code, exitCode } = error as { code?: unknown; exitCode?: unknown };
  if (typeof code !== 'string' || !code.startsWith('commander.')) return EXIT_FAILED;
  return exitCode === 0 ? 0 : EXIT_USAGE;
}

function fail(error: unknown): never {
  const code = exitCodeOf(error);
  const spoken = code === EXIT_USAGE || code === 0;
  if (!spoken) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(code);
}

if (process.argv.length < 3) process.argv.push('--help');
await CommandFactory.run(CliModule, {
  logger: false,
  cliName: 'turnpike',
  errorHandler: fail,
  serviceErrorHandler: fail,
});
process.exit(process.exitCode ?? 0);
