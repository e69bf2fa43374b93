import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { VerifyEmailRequest } from '@app/protocol';
import { AuditLog } from '@app/security';
import type { Actor } from '../actor/actor.js';
import { CurrentActor } from '../actor/actor.decorators.js';
import { clientOf } from '../session/client.js';
import { EmailVerification } from './email-verification.js';

/** Confirming the actor's e-mail address. */
@Controller('auth/email')
export class EmailController {
  constructor(
    private readonly verification: EmailVerification,
    private readonly audit: AuditLog,
  ) {}

  @Post('verification')
  @HttpCode(202)
  async resend(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<object> {
    await this.verification.resend(actor, clientOf(request).address);
    await this.audit.record({ action: 'auth.email_verification_requested', actorId: actor.id }, request.raw);
    return {};
  }

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
