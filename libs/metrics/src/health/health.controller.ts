import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OperatorAccess } from '../access/operator-access.js';
import { WithoutActor } from '../access/public.js';
import { inWordsOf } from './health-json.js';
import { HealthReports } from './health-reports.js';
import { Readiness } from './readiness.js';

/** For load balancers and supervisors. What the public sees names no part of the program. */
@WithoutActor()
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly reports: HealthReports,
    private readonly access: OperatorAccess,
  ) {}

  /** Whether all is well. Operators see every check if they present the metrics token or ask with `?detail`. */
  @Get()
  @Header('cache-control', 'no-store')
  async show(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const { isReady, checks } = await this.readiness.look();
    reply.status(isReady ? 200 : 503);
    const summary = { status: isReady ? 'ok' : 'error', config_loaded: true };
    if (!this.wantsDetail(request)) return inWordsOf(request, reply, summary);
    return inWordsOf(request, reply, { ...summary, checks, dependencies: await this.reports.all() });
  }

  /** Whether the process answers. It asks nobody: a restart does not bring a lost database back. */
  @Get('live')
  @Header('cache-control', 'no-store')
  live(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return inWordsOf(request, reply, { status: 'ok' });
  }

  /** Whether requests may be sent here. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const { isReady } = await this.readiness.look();
    reply.status(isReady ? 200 : 503);
    return inWordsOf(request, reply, { status: isReady ? 'ok' : 'error' });
  }

  private wantsDetail({ raw, query }: FastifyRequest): boolean {
    const asks = raw.headers.authorization !== undefined || 'detail' in (query as object);
    return asks && this.access.allows(raw);
  }
}
