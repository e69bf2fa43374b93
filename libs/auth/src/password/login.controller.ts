import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoginRequest, Me } from '@app/protocol';
import { RateLimited } from '@app/security';
import { Public } from '../actor/actor.decorators.js';
import { MeReader } from '../actor/me-reader.js';
import { InvalidCredentials, SignInBusy } from '../auth.errors.js';
import { logins } from '../auth.metrics.js';
import { AttemptReader } from './attempt-reader.js';
import type { Attempt } from './login-attempts.js';
import { PasswordSignIn, PROVIDER } from './password-sign-in.js';
import { Passwords } from './passwords.js';
import { RefusedSignIns } from './refused-sign-ins.js';

/** Login with e-mail and password. */
@Public()
@ApiTags('Sign-in')
@Controller('auth')
export class LoginController {
  constructor(
    private readonly passwords: Passwords,
    private readonly signIn: PasswordSignIn,
    private readonly attempts: AttemptReader,
    private readonly me: MeReader,
    private readonly refused: RefusedSignIns,
  ) {
    logins.startAtZero({ provider: [PROVIDER] });
  }

  @ApiOperation({ operationId: 'logIn', summary: 'Signs in with a password' })
  @ApiOkResponse({ standardSchema: Me })
  @ApiUnauthorizedResponse({ description: '`invalid_credentials`' })
  @ApiTooManyRequestsResponse({ description: '`rate_limited`' })
  @Post('login')
  @HttpCode(200)
  async logIn(
    @Body({ schema: LoginRequest }) body: LoginRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const attempt = this.attempts.read(request, body.email);
    try {
      const user = await this.passwords.logIn(body, attempt);
      const cookies = await this.signIn.open(user, body.password, request);
      logins.inc({ provider: PROVIDER, outcome: 'success' });
      reply.header('set-cookie', cookies);
      return await this.me.read(user);
    } catch (error) {
      await this.countFailure(error, attempt, request);
      throw error;
    }
  }

  private async countFailure(error: unknown, attempt: Attempt, request: FastifyRequest): Promise<void> {
    if (error instanceof RateLimited) logins.inc({ provider: PROVIDER, outcome: 'blocked' });
    if (error instanceof SignInBusy) logins.inc({ provider: PROVIDER, outcome: 'busy' });
    if (!(error instanceof InvalidCredentials)) return;
    logins.inc({ provider: PROVIDER, outcome: 'invalid_credentials' });
    await this.refused.record(attempt, request.raw);
  }
}
