import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PlatformConfig } from '@app/platform';
import { trustProxies } from './address/address-of.js';
import { checkBody, checkParameters } from './input/input-limits.js';
import { AllowedOrigins } from './origin/allowed-origins.js';
import { answerCors } from './origin/cors.js';
import { checkBodyType, checkOrigin } from './origin/origin-policy.js';

/** The most that a body may measure, and that of a call from another server (`@CrossOrigin`). */
export const BODY_LIMIT_BYTES = 100 * 1024;
export const SERVER_CALL_BODY_LIMIT_BYTES = 1024 * 1024;

/** What `@CrossOrigin` and `@AnyQuery` say of a route. */
const opened = ({ config }: { config?: unknown }) => (config ?? {}) as { crossOrigin?: boolean; anyQuery?: boolean };

/** The rules every HTTP request passes before a guard sees it, as hooks of Fastify: a guard would come after the body. */
@Injectable()
export class HttpRules {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly origins: AllowedOrigins,
    private readonly platform: PlatformConfig,
  ) {}

  /** To be called before there are routes: each gets its limit when it is made. */
  install(): void {
    trustProxies(this.platform.trustProxy);
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onRoute', (route) => {
      route.bodyLimit ??= opened(route).crossOrigin ? SERVER_CALL_BODY_LIMIT_BYTES : BODY_LIMIT_BYTES;
    });
    fastify.addHook('onRequest', async (request, reply) => {
      if (answerCors(request, reply, this.origins)) return reply;
      if (!request.is404) this.checkSender(request);
    });
    fastify.addHook('preValidation', async (request) => {
      const { crossOrigin, anyQuery } = opened(request.routeOptions);
      if (!anyQuery) checkParameters(request.query);
      checkParameters(request.params);
      // What another server sent is judged by its signature, over the raw bytes.
      if (!crossOrigin) checkBody(request.body);
    });
  }

  private checkSender(request: FastifyRequest): void {
    if (!opened(request.routeOptions).crossOrigin) checkOrigin(request.raw, this.origins);
    checkBodyType(request.raw);
  }
}
