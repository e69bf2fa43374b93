import { Controller, Delete, Get, HttpCode, Param, Req } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IdentitiesView } from '@app/protocol';
import { AuditLog } from '@app/security';
import type { Actor } from '../actor/actor.js';
import { CurrentActor } from '../actor/actor.decorators.js';
import { Identities } from '../user/identities.js';

/** The actor's ways in through providers. */
@ApiTags('Account')
@Controller('auth/identities')
export class IdentitiesController {
  constructor(
    private readonly identities: Identities,
    private readonly audit: AuditLog,
  ) {}

  @ApiOperation({ operationId: 'listIdentities', summary: 'The ways into the account through providers' })
  @ApiOkResponse({ standardSchema: IdentitiesView })
  @Get()
  async list(@CurrentActor() actor: Actor): Promise<IdentitiesView> {
    const identities = await this.identities.list(actor.id);
    return {
      identities: identities.map(({ provider, email, createdAt }) => ({
        provider,
        email,
        createdAt: createdAt.toISOString(),
      })),
    };
  }

  @ApiOperation({ operationId: 'unlinkIdentity', summary: 'Removes one of them' })
  @ApiNoContentResponse({ description: 'It is no way in any more' })
  @ApiNotFoundResponse({ description: '`not_found`' })
  @ApiConflictResponse({ description: '`last_way_in`' })
  @Delete(':provider')
  @HttpCode(204)
  async unlink(
    @CurrentActor() actor: Actor,
    @Param('provider') provider: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.identities.unlink(actor.id, provider);
    await this.audit.record(
      { action: 'auth.identity_unlinked', actorId: actor.id, details: { provider } },
      request.raw,
    );
  }
}
