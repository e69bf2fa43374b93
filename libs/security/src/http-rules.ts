import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem, ErrorReports, PlatformConfig } from '@app/platform';
import { trustProxies } from './address/address-of.js';
import { checkBody, checkParameters } from './input/input-limits.js';
import { AllowedOrigins } from './origin/allowed-origins.js';
import { answerCors } from './origin/cors.js';
import { checkBodyType, checkOrigin } from './origin/origin-policy.js';
import { Overload } from './overload/overload.js';
import { RequestLimits } from './rate-limit/request-limits.js';

/** The most that a body may measure, and that of a call from another server (`@CrossOrigin`). */
export const BODY_LIMIT_BYTES = 100 * 1024;
export const SERVER_CALL_BODY_LIMIT_BYTES = 1024 * 1024;

/** Whoever restarts what does not live, and whoever wants to see why, is answered however much there is to do. */
const ALWAYS_ANSWERED = new Set(['/health/live', '/metrics']);

/** What `@CrossOrigin` and `@AnyQuery` say of a route. */
const opened = ({ config }: { config?: unknown }) => (config ?? {}) as { crossOrigin?: boolean; anyQuery?: boolean };

/** The rules every HTTP request passes before a guard sees it, as hooks of Fastify: a guard would come after the body. */
@Injectable()
export class HttpRules {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly origins: AllowedOrigins,
    private readonly platform: PlatformConfig,
    private readonly reports: ErrorReports,
    private readonly limits: RequestLimits,
    private readonly overload: Overload,
  ) {}

  /** To be called before there are routes: each gets its limit when it is made. */
  install(): void {
    trustProxies(this.platform.trustProxy);
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onRoute', (route) => {
      route.bodyLimit ??= opened(route).crossOrigin ? SERVER_CALL_BODY_LIMIT_BYTES : BODY_LIMIT_BYTES;
    });
    fastify.addHook('onRequest', async (request, reply) => {
      if (!ALWAYS_ANSWERED.has(request.routeOptions.url ?? '')) {
        const refused = await this.answerIfRefused(reply, () => this.overload.check('http'));
        if (refused) return refused;
      }
      if (answerCors(request, reply, this.origins)) return reply;
      return this.answerIfRefused(reply, async () => {
        await this.limits.takeForAddress(request, reply);
        if (!request.is404) this.checkSender(request);
      });
    });
    fastify.addHook('preValidation', async (request, reply) =>
      this.answerIfRefused(reply, () => this.checkInput(request)),
    );
  }

  /**
   * Answers right here what a check refuses. Routes that were not made by Nest, those of the API's description for one,
   * have an error handler that would make a 500 of it.
   */
  private async answerIfRefused(
    reply: FastifyReply,
    check: () => void | Promise<void>,
  ): Promise<FastifyReply | undefined> {
    try {
      await check();
    } catch (thrown) {
      answerProblem(reply, this.reports.report(thrown, 'http'));
      return reply;
    }
  }

  private checkSender(request: FastifyRequest): void {
    if (!opened(request.routeOptions).crossOrigin) checkOrigin(request.raw, this.origins);
    checkBodyType(request.raw);
  }

  private checkInput({ query, params, body, routeOptions }: FastifyRequest): void {
    const { crossOrigin, anyQuery } = opened(routeOptions);
    if (!anyQuery) checkParameters(query);
    checkParameters(params);
    // What another server sent is judged by its signature, over the raw bytes.
    if (!crossOrigin) checkBody(body);
  }
}
