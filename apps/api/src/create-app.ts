import { StandardSchemaValidationPipe, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ActorResolver } from '@app/auth';
import { Drain, InvalidRequest, PlatformConfig, requestIdOf, type LoadedConfig } from '@app/platform';
import { answerFrameworkError, BODY_LIMIT_BYTES, createHardenedServer, refuseClient } from '@app/security';
import type { RequestListener } from 'node:http';
import { LogController, type FastifyBaseLogger } from 'fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { serveApiDocs } from './api-docs.js';
import { leaveWhenDraining } from './leave-when-draining.js';
import { logRequests, nameRoutes } from './log-requests.js';
import { ProgramLogger } from './program-logger.js';
import { servePages } from './pages/serve-pages.js';
import { signInFirst } from './pages/sign-in-first.js';

/** The whole application, ready to listen: modules of the tier, pages, API description. `also` adds modules of a test. */
export async function createApp(
  config: LoadedConfig,
  logger: Logger,
  also: Type[] = [],
): Promise<NestFastifyApplication> {
  const platform = config.get(PlatformConfig);
  const share = platform.logSample2xx;
  const adapter = new FastifyAdapter({
    loggerInstance: logger as unknown as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // Every line names its request by itself; a logger for each would cost more than all the rest of it.
    childLoggerFactory: (parent: FastifyBaseLogger) => parent,
    genReqId: requestIdOf,
    serverFactory: (handler: RequestListener) => createHardenedServer(logRequests(handler, { logger, share })),
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: refuseClient,
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 500 },
    return503OnClosing: false,
    // What is being answered may end; `stopWhenAsked` says for how long.
    forceCloseConnections: 'idle',
  });
  const fastify = adapter.getInstance();
  nameRoutes(fastify);

  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forTier(config, logger, also), adapter, {
    bufferLogs: true,
    rawBody: true,
    abortOnError: false,
  });
  app.useLogger(app.get(ProgramLogger));
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: invalidRequest }));
  leaveWhenDraining(fastify, app.get(Drain));
  await serveApiDocs(app, platform);
  signInFirst(fastify, app.get(ActorResolver), platform.publicUrl);
  await servePages(fastify);
  return app;
}

type Issue = { message: string; path?: readonly (PropertyKey | { key: PropertyKey })[] };

const invalidRequest = (issues: readonly Issue[]) =>
  new InvalidRequest(
    'The request is not valid.',
    issues.map(({ message, path = [] }) => ({
      path: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
      message,
    })),
  );
