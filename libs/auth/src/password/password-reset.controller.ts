import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiNoContentResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { requestIdOf } from '@app/platform';
import { Accepted, ForgotPasswordRequest, ResetPasswordRequest } from '@app/protocol';
import { AuditLog } from '@app/security';
import { Public } from '../actor/actor.decorators.js';
import { clientOf } from '../session/client.js';
import { AttemptReader } from './attempt-reader.js';
import { ForgottenPassword } from './forgotten-password.js';
import { LoginAttempts } from './login-attempts.js';
import { PasswordReset } from './password-reset.js';

/** A forgotten password: the mail with the link, and what the link is for. */
@Public()
@ApiTags('Sign-in')
@Controller('auth/password')
export class PasswordResetController {
  constructor(
    private readonly forgotten: ForgottenPassword,
    private readonly passwords: PasswordReset,
    private readonly attempts: LoginAttempts,
    private readonly reader: AttemptReader,
    private readonly audit: AuditLog,
  ) {}

  @ApiOperation({
    operationId: 'requestPasswordReset',
    summary: 'Mails a link that sets another password, if there is such an account',
  })
  @ApiAcceptedResponse({ standardSchema: Accepted })
  @ApiTooManyRequestsResponse({ description: '`rate_limited`' })
  @ApiServiceUnavailableResponse({ description: '`mail_unavailable`' })
  @Post('forgot')
  @HttpCode(202)
  async forgot(
    @Body({ schema: ForgotPasswordRequest }) { email }: ForgotPasswordRequest,
    @Req() request: FastifyRequest,
  ): Promise<Accepted> {
    const { address } = clientOf(request);
    await this.forgotten.request(email, { address, requestId: requestIdOf(request.raw) });
    return {};
  }

  /** Signs nobody in: whoever reads the mail knows the password now and can. */
  @ApiOperation({ operationId: 'resetPassword', summary: 'Sets another password with what the mailed link carries' })
  @ApiNoContentResponse({ description: 'Set; all sessions have ended, and nobody is signed in' })
  @ApiBadRequestResponse({ description: '`invalid_link`, `weak_password`, `invalid_request`' })
  @Post('reset')
  @HttpCode(204)
  async reset(
    @Body({ schema: ResetPasswordRequest }) body: ResetPasswordRequest,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const { user, provedEmail } = await this.passwords.reset(body);
    await this.attempts.forgetAll(this.reader.read(request, user.email));
    const entry = { subjectId: user.id, details: { by: 'mailed link' } };
    await this.audit.record({ action: 'auth.password_reset', ...entry }, request.raw);
    if (provedEmail) await this.audit.record({ action: 'auth.email_verified', ...entry }, request.raw);
  }
}
