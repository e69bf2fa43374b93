import { Controller, Delete, Get, HttpCode, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { IdentityView } from '@app/protocol';
import { AuditLog } from '@app/security';
import type { Actor } from '../actor/actor.js';
import { CurrentActor } from '../actor/actor.decorators.js';
import { Identities } from '../user/identities.js';

/** The actor's ways in through providers. */
@Controller('auth/identities')
export class IdentitiesController {
  constructor(
    private readonly identities: Identities,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  async list(@CurrentActor() actor: Actor): Promise<{ identities: IdentityView[] }> {
    const identities = await this.identities.list(actor.id);
    return {
      identities: identities.map(({ provider, email, createdAt }) => ({
        provider,
        email,
        createdAt: createdAt.toISOString(),
      })),
    };
  }

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
