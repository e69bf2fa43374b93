import { StandardSchemaValidationPipe, type Type } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { AddressInfo } from 'node:net';
import { DataSource } from 'typeorm';
import {
  ConfigModule,
  DatabaseModule,
  InvalidRequest,
  PlatformConfig,
  PlatformModule,
  type LoadedConfig,
} from '@app/platform';
import { SecurityConfig, SecurityModule } from '@app/security';
import { withCalmLoop } from '@app/security/testing';
import { AuthConfig } from '../auth.config.js';
import { AuthModule } from '../auth.module.js';
import { MailConfig } from '../mail/mail.config.js';
import { OAuthConfig } from '../oauth/oauth.config.js';
import { OAuthModule } from '../oauth/oauth.module.js';
import { Browser } from './browser.js';

const SECRET = 'q7Zr1vXnB4sT9wYk2mLp6dHfJ8cAeG3u';

/** The library in a real application on loopback. */
export interface TestApp {
  app: NestFastifyApplication;
  dataSource: DataSource;
  publicUrl: string;
  /** A new browser, with no cookies yet. */
  browser(address?: string): Browser;
  close(): Promise<void>;
}

/** What `testConfig` of the platform makes the application's configuration from. */
export const authSettings = (
  databaseUrl: string,
  oauthProviders: Record<string, Record<string, string>> = {},
  smtpUrl?: string,
): [sections: (new () => object)[], yaml: Record<string, unknown>, environment: Record<string, string>] => [
  [PlatformConfig, SecurityConfig, AuthConfig, OAuthConfig, MailConfig],
  { oauth_providers: oauthProviders },
  // `X-Forwarded-For` is believed, so that tests can come from several addresses.
  { DATABASE_URL: databaseUrl, JWT_SECRET: SECRET, TRUST_PROXY: '1', ...(smtpUrl ? { SMTP_URL: smtpUrl } : {}) },
];

/** Starts it. `also` adds modules of a test. */
export async function startTestApp(config: LoadedConfig, also: Type[] = []): Promise<TestApp> {
  const module = await withCalmLoop(
    Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(config),
        PlatformModule,
        DatabaseModule,
        SecurityModule,
        AuthModule,
        OAuthModule,
        ...also,
      ],
    }),
  ).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: () => new InvalidRequest() }));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const { publicUrl } = config.get(PlatformConfig);
  return {
    app,
    dataSource: app.get(DataSource),
    publicUrl,
    browser: (address = '192.0.2.1') => new Browser(`http://127.0.0.1:${port}`, publicUrl, address),
    close: () => app.close(),
  };
}
