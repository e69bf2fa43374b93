import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, ApiTooManyRequestsResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { PersonalDataView } from '@app/protocol';
import { AuditLog, RateLimits, type Limiter } from '@app/security';
import type { Actor } from '../actor/actor.js';
import { CurrentActor } from '../actor/actor.decorators.js';
import { PersonalData } from './personal-data.js';
import { writeJson } from './write-json.js';

const HOUR = 60 * 60;
const ATTACHMENT = { 'content-disposition': { required: true, schema: { type: 'string' } } } as const;

/** Everything that is kept of the actor, as one file. No GET: that it was asked for goes into the audit log. */
@ApiTags('Account')
@Controller('auth/me/export')
export class PersonalDataController {
  private readonly exports: Limiter;

  constructor(
    private readonly data: PersonalData,
    private readonly audit: AuditLog,
    limits: RateLimits,
  ) {
    this.exports = limits.limiter({ scope: 'data_export', points: 5, seconds: HOUR });
  }

  /** Sent while it is read. When that fails on the way the connection breaks, so that no part is taken for the whole. */
  @ApiOperation({ operationId: 'exportMe', summary: 'Everything that is kept of the account, as a file' })
  @ApiOkResponse({ standardSchema: PersonalDataView, headers: ATTACHMENT })
  @ApiTooManyRequestsResponse({ description: '`rate_limited`' })
  @Post()
  @HttpCode(200)
  async export(
    @CurrentActor() { id }: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.exports.take(id);
    await this.audit.record({ action: 'auth.data_exported', actorId: id }, request.raw);
    const exportedAt = new Date().toISOString();
    const pieces = writeJson({ exportedAt, ...this.data.of(id) });
    // Whatever fails before the first piece is an answer like any other.
    const { value: first } = await pieces.next();
    const file = `turnpike-data-${exportedAt.slice(0, 10)}.json`;
    await reply
      .header('content-type', 'application/json')
      .header('content-disposition', `attachment; filename="${file}"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(startingWith(first ?? '', pieces), { objectMode: false }));
  }
}

async function* startingWith(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
