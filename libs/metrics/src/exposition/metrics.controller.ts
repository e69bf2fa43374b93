import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OperatorAccess } from '../access/operator-access.js';
import { WithoutActor } from '../access/public.js';
import { MetricsRegistry } from './metrics-registry.js';

const text = { schema: { type: 'string' } } as const;
const TEXT = { 'text/plain': text, 'application/openmetrics-text': text };

/** `GET /metrics`, for Prometheus. */
@WithoutActor()
@ApiTags('Operations')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly access: OperatorAccess,
    private readonly metrics: MetricsRegistry,
  ) {}

  @ApiOperation({ operationId: 'getMetrics', summary: 'All metrics, for Prometheus' })
  @ApiBearerAuth('metricsToken')
  @ApiOkResponse({ description: 'Text format 0.0.4, or OpenMetrics 1.0.0 where exemplars are on', content: TEXT })
  @ApiUnauthorizedResponse({ description: '`unauthenticated`: a token is set, and this is not it' })
  @ApiForbiddenResponse({ description: '`forbidden`: no token is set, and this is not the same machine' })
  @Get()
  @Header('cache-control', 'no-store')
  async show(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    this.access.check(request.raw);
    const text = await this.metrics.text();
    reply.header('content-type', this.metrics.contentType);
    return text;
  }
}
