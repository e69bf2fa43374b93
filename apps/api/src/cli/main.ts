import 'reflect-metadata';
import { CommandFactory } from 'nest-commander';
import { CliModule } from './cli.module.js';
import { fail } from './fail.js';

if (process.argv.length < 3) process.argv.push('--help');
await CommandFactory.run(CliModule, {
  logger: false,
  cliName: 'turnpike',
  errorHandler: fail,
  serviceErrorHandler: fail,
});
process.exit(process.exitCode ?? 0);
