import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OperatorAccess } from '../access/operator-access.js';
import { WithoutActor } from '../access/public.js';
import { MetricsRegistry } from './metrics-registry.js';

/** `GET /metrics`, for Prometheus. */
@WithoutActor()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly access: OperatorAccess,
    private readonly metrics: MetricsRegistry,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  async show(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    this.access.check(request.raw);
    const text = await this.metrics.text();
    reply.header('content-type', this.metrics.contentType);
    return text;
  }
}
