import 'reflect-metadata';
import { createLogger, PlatformConfig, waitForDatabase, type LoadedConfig } from '@app/platform';
import { createApp } from './create-app.js';
import { failStart } from './fail-start.js';
import { logCrashes } from './log-crashes.js';
import { listen } from './listen.js';
import { programVersion } from './program-version.js';
import { loadTier } from './tiers.js';
import { stopWhenAsked } from './stop-when-asked.js';

let config: LoadedConfig | undefined;
try {
  config = loadTier(process.env);
  const platform = config.get(PlatformConfig);
  const logger = createLogger({ ...platform, version: programVersion(), secrets: config.secrets });
  logCrashes(logger);
  await waitForDatabase(platform.databaseUrl);
  const app = await createApp(config, logger);
  await listen(app, platform);
  stopWhenAsked(app);
} catch (error) {
  failStart(error, config);
}
