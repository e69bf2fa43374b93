import { Controller, Delete, HttpCode, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../actor/actor.js';
import { CurrentActor } from '../actor/actor.decorators.js';
import { SessionCookies } from '../session/session-cookies.js';
import { AccountDeletion } from './account-deletion.js';

/** The end of the actor's own account. */
@Controller('auth')
export class AccountDeletionController {
  constructor(
    private readonly deletion: AccountDeletion,
    private readonly cookies: SessionCookies,
  ) {}

  @Delete('me')
  @HttpCode(204)
  async deleteOwn(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.deletion.deleteOwn(actor, request.raw);
    reply.header('set-cookie', this.cookies.none());
  }
}
