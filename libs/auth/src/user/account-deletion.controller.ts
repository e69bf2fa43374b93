import { Controller, Delete, HttpCode, Req, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../actor/actor.js';
import { CurrentActor } from '../actor/actor.decorators.js';
import { SessionCookies } from '../session/session-cookies.js';
import { AccountDeletion } from './account-deletion.js';

/** The end of the actor's own account. */
@ApiTags('Account')
@Controller('auth')
export class AccountDeletionController {
  constructor(
    private readonly deletion: AccountDeletion,
    private readonly cookies: SessionCookies,
  ) {}

  @ApiOperation({ operationId: 'deleteMe', summary: 'Deletes the account and everything of it' })
  @ApiNoContentResponse({ description: 'It is gone, and the cookies with it' })
  @ApiForbiddenResponse({ description: '`sign_in_too_old`' })
  @ApiConflictResponse({ description: '`last_admin`' })
  @ApiServiceUnavailableResponse({ description: '`billing_unavailable`' })
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
