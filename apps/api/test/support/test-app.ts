import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger, PlatformConfig } from '@app/platform';
import { createApp } from '../../src/create-app.js';
import { loadTier } from '../../src/tiers.js';

/** What an operator would set, with values that belong to nobody. */
export const TEST_ENVIRONMENT = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  JWT_SECRET: 'a-key-of-this-test-only-0123456789abcdef',
  GOOGLE_CLIENT_ID: 'google-client',
  GOOGLE_CLIENT_SECRET: 'google-client-key',
  STRIPE_SECRET_KEY: 'sk_test_ofthistestonly0123456789',
  STRIPE_WEBHOOK_SECRET: 'whsec_ofthistestonly0123456789',
  STRIPE_PRICE_ID: 'price_pro',
  STRIPE_API_BASE: 'http://127.0.0.1:9',
  LLM_BASE_URL: 'http://127.0.0.1:9/v1',
  LLM_API_KEY: 'key-of-this-test',
  LLM_MODEL: 'small',
};

/** The whole application of a tier on a database, initialised; listen on port 0 to reach it by socket. */
export async function testApp(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<NestFastifyApplication> {
  const config = loadTier({ ...TEST_ENVIRONMENT, DATABASE_URL: databaseUrl, ...environment });
  const app = await createApp(config, createLogger(config.get(PlatformConfig)));
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
