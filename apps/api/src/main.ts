import 'reflect-metadata';
import {
  ConfigurationError,
  createLogger,
  DatabaseUnreachable,
  EXIT_CONFIG,
  PlatformConfig,
  waitForDatabase,
} from '@app/platform';
import { createApp } from './create-app.js';
import { logCrashes } from './log-crashes.js';
import { listen, PortUnavailable } from './listen.js';
import { loadTier } from './tiers.js';
import { stopWhenAsked } from './stop-when-asked.js';

try {
  const config = loadTier(process.env);
  const logger = createLogger(config.get(PlatformConfig));
  logCrashes(logger);
  await waitForDatabase(config.get(PlatformConfig).databaseUrl);
  const app = await createApp(config, logger);
  await listen(app, config.get(PlatformConfig));
  stopWhenAsked(app);
} catch (error) {
  const expected =
    error instanceof ConfigurationError || error instanceof DatabaseUnreachable || error instanceof PortUnavailable;
  process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(error instanceof ConfigurationError ? EXIT_CONFIG : 1);
}
