import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OperatorAccess } from '../access/operator-access.js';
import { WithoutActor } from '../access/public.js';
import { ApiHealth } from './api-health.js';
import { inWordsOf } from './health-json.js';
import { HealthReports } from './health-reports.js';
import { HealthView, StatusView } from './health-views.js';
import { Readiness } from './readiness.js';

/** For load balancers and supervisors. What the public sees names no part of the program. */
@WithoutActor()
@ApiTags('Operations')
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly reports: HealthReports,
    private readonly access: OperatorAccess,
  ) {}

  /** Whether all is well. Operators see every check if they present the metrics token or ask with `?detail`. */
  @ApiOperation({ operationId: 'getHealth', summary: 'Whether all is well, and for operators every check' })
  @ApiBearerAuth('metricsToken')
  @ApiQuery({
    name: 'detail',
    required: false,
    type: String,
    allowEmptyValue: true,
    description: 'Shows every check to who may read the metrics',
  })
  @ApiHealth(200, 'All is well', HealthView)
  @ApiHealth(503, 'Something is not', HealthView)
  @Get()
  @Header('cache-control', 'no-store')
  async show(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const { isReady, checks } = await this.readiness.look();
    reply.status(isReady ? 200 : 503);
    const summary: HealthView = { status: isReady ? 'ok' : 'error', config_loaded: true };
    if (!this.wantsDetail(request)) return inWordsOf(request, reply, summary);
    return inWordsOf(request, reply, { ...summary, checks, dependencies: await this.reports.all() });
  }

  /** Whether the process answers. It asks nobody: a restart does not bring a lost database back. */
  @ApiOperation({ operationId: 'getLiveness', summary: 'Whether the process answers' })
  @ApiHealth(200, 'It does', StatusView)
  @Get('live')
  @Header('cache-control', 'no-store')
  live(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return inWordsOf(request, reply, { status: 'ok' });
  }

  /** Whether requests may be sent here. */
  @ApiOperation({ operationId: 'getReadiness', summary: 'Whether requests may be sent here' })
  @ApiHealth(200, 'They may', StatusView)
  @ApiHealth(503, 'The database does not answer, migrations are missing, or the program is about to stop', StatusView)
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
