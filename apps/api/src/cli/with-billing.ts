import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { BACKGROUND_WORK, type BackgroundWork } from '@app/billing';
import { createLogger, PlatformConfig, waitForDatabase } from '@app/platform';
import { AppModule } from '../app.module.js';
import { loadTier } from '../tiers.js';
import { CommandLogger } from './command-logger.js';

const NOTHING: BackgroundWork = { inbox: false, reconciler: false };

@Global()
@Module({ providers: [{ provide: BACKGROUND_WORK, useValue: NOTHING }], exports: [BACKGROUND_WORK] })
class QuietModule {}

/** Does something with billing. Every library is loaded, because any may react to Stripe; nothing listens or works by itself. */
export async function withBilling<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const config = loadTier(process.env);
  const platform = config.get(PlatformConfig);
  if (platform.tier !== 'advanced')
    throw new Error(`The tier ${platform.tier} sells nothing, so there is nothing to do.`);
  await waitForDatabase(platform.databaseUrl);
  const app = await NestFactory.create(
    AppModule.forTier(config, createLogger({ ...platform, logLevel: 'silent', logFormat: 'json' }), [QuietModule]),
    new FastifyAdapter(),
    { logger: new CommandLogger(config), abortOnError: false },
  );
  try {
    await app.init();
    return await work(app);
  } finally {
    await app.close();
  }
}
