import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiNoContentResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Accepted, VerifyEmailRequest } from '@app/protocol';
import { AuditLog } from '@app/security';
import type { Actor } from '../actor/actor.js';
import { CurrentActor } from '../actor/actor.decorators.js';
import { clientOf } from '../session/client.js';
import { EmailVerification } from './email-verification.js';

/** Confirming the actor's e-mail address. */
@ApiTags('Account')
@Controller('auth/email')
export class EmailController {
  constructor(
    private readonly verification: EmailVerification,
    private readonly audit: AuditLog,
  ) {}

  @ApiOperation({ operationId: 'requestEmailVerification', summary: 'Mails another link that confirms the address' })
  @ApiAcceptedResponse({ standardSchema: Accepted })
  @ApiConflictResponse({ description: '`already_verified`' })
  @ApiTooManyRequestsResponse({ description: '`rate_limited`' })
  @ApiServiceUnavailableResponse({ description: '`mail_unavailable`' })
  @Post('verification')
  @HttpCode(202)
  async resend(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<Accepted> {
    await this.verification.resend(actor, clientOf(request).address);
    await this.audit.record({ action: 'auth.email_verification_requested', actorId: actor.id }, request.raw);
    return {};
  }

  @ApiOperation({ operationId: 'verifyEmail', summary: 'Confirms the address with what the mailed link carries' })
  @ApiNoContentResponse({ description: 'Confirmed' })
  @ApiBadRequestResponse({ description: '`invalid_link`, `invalid_request`' })
  @Post('verify')
  @HttpCode(204)
  async verify(
    @CurrentActor() actor: Actor,
    @Body({ schema: VerifyEmailRequest }) { token }: VerifyEmailRequest,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.verification.verify(actor, token);
    await this.audit.record({ action: 'auth.email_verified', actorId: actor.id }, request.raw);
  }
}
