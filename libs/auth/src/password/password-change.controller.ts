import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChangePasswordRequest, PasswordState } from '@app/protocol';
import { AuditLog } from '@app/security';
import type { Actor } from '../actor/actor.js';
import { CurrentActor } from '../actor/actor.decorators.js';
import { SignIn } from '../session/sign-in.js';
import { AttemptReader } from './attempt-reader.js';
import { PasswordChange } from './password-change.js';
import { PROVIDER } from './password-sign-in.js';

/** The actor's password. */
@ApiTags('Account')
@Controller('auth/password')
export class PasswordChangeController {
  constructor(
    private readonly passwords: PasswordChange,
    private readonly attempts: AttemptReader,
    private readonly signIn: SignIn,
    private readonly audit: AuditLog,
  ) {}

  @ApiOperation({ operationId: 'getPassword', summary: 'Whether the account has a password' })
  @ApiOkResponse({ standardSchema: PasswordState })
  @Get()
  async read(@CurrentActor() actor: Actor): Promise<PasswordState> {
    return { set: await this.passwords.isSet(actor) };
  }

  /** All sessions end; the browser that asked for it goes on in a new one. */
  @ApiOperation({ operationId: 'changePassword', summary: 'Changes the password, or sets the first one' })
  @ApiNoContentResponse({ description: 'Changed; all sessions have ended, and this browser has a new one' })
  @ApiBadRequestResponse({ description: '`weak_password`, `invalid_request`' })
  @ApiForbiddenResponse({ description: '`wrong_password`, `sign_in_too_old`' })
  @ApiTooManyRequestsResponse({ description: '`rate_limited`' })
  @Post()
  @HttpCode(204)
  async change(
    @CurrentActor() actor: Actor,
    @Body({ schema: ChangePasswordRequest }) body: ChangePasswordRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { isFirst } = await this.passwords.change(actor, body, this.attempts.read(request, actor.email));
    const action = isFirst ? 'auth.password_set' : 'auth.password_changed';
    await this.audit.record({ action, actorId: actor.id }, request.raw);
    const { cookies } = await this.signIn.open(actor.id, request, PROVIDER, 'auth.session_renewed');
    reply.header('set-cookie', cookies);
  }
}
