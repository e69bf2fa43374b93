import type { ModuleMetadata } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigModule, PlatformModule, type LoadedConfig } from '@app/platform';
import { HttpSecurityModule } from '../http-security.module.js';
import { answerFrameworkError } from '../server/framework-errors.js';
import { refuseClient } from '../server/refuse-client.js';
import { createHardenedServer, type HardenedServerOptions } from '../server/hardened-server.js';

/** The origin that a hardened test application takes for its own. */
export const TEST_ORIGIN = 'http://app.test';

/** What PlatformConfig and SecurityConfig need to be loaded for a test application. There is no database behind it. */
export const TEST_ENVIRONMENT = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', PUBLIC_URL: TEST_ORIGIN };

/** A Nest application on the hardened server, with everything of SecurityModule that needs no database, on loopback. */
export async function startHardenedApp(
  config: LoadedConfig,
  metadata: ModuleMetadata = {},
  server?: HardenedServerOptions,
) {
  const module = await Test.createTestingModule({
    ...metadata,
    imports: [ConfigModule.forRoot(config), PlatformModule, HttpSecurityModule, ...(metadata.imports ?? [])],
  }).compile();
  const adapter = new FastifyAdapter({
    serverFactory: (handler: RequestListener) => createHardenedServer(handler, server),
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: refuseClient,
  });
  const app = module.createNestApplication<NestFastifyApplication>(adapter, { logger: false, rawBody: true });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, port, url: `http://127.0.0.1:${port}` };
}
