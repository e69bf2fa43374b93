import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoginRequest, SignupRequest, type Me } from '@app/protocol';
import { AuditLog, RateLimited } from '@app/security';
import { Public } from '../actor/actor.decorators.js';
import { MeReader } from '../actor/me-reader.js';
import { InvalidCredentials } from '../auth.errors.js';
import { logins } from '../auth.metrics.js';
import { clientOf } from '../session/client.js';
import { SignIn } from '../session/sign-in.js';
import { Passwords } from './passwords.js';

const PROVIDER = 'password';

/** Sign-up and login with e-mail and password. */
@Public()
@Controller('auth')
export class PasswordController {
  constructor(
    private readonly passwords: Passwords,
    private readonly signIn: SignIn,
    private readonly me: MeReader,
    private readonly audit: AuditLog,
  ) {
    logins.startAtZero({ provider: [PROVIDER] });
  }

  @Post('signup')
  async signUp(
    @Body({ schema: SignupRequest }) body: SignupRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const user = await this.passwords.signUp(body, clientOf(request).address);
    const { cookies } = await this.signIn.open(user.id, request, PROVIDER, 'auth.signed_up');
    reply.header('set-cookie', cookies);
    return this.me.read(user);
  }

  @Post('login')
  @HttpCode(200)
  async logIn(
    @Body({ schema: LoginRequest }) body: LoginRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    try {
      const user = await this.passwords.logIn(body, clientOf(request).address);
      const { cookies } = await this.signIn.open(user.id, request, PROVIDER);
      logins.inc({ provider: PROVIDER, outcome: 'success' });
      reply.header('set-cookie', cookies);
      return await this.me.read(user);
    } catch (error) {
      await this.countFailure(error, request);
      throw error;
    }
  }

  private async countFailure(error: unknown, request: FastifyRequest): Promise<void> {
    if (error instanceof RateLimited) logins.inc({ provider: PROVIDER, outcome: 'blocked' });
    if (!(error instanceof InvalidCredentials)) return;
    logins.inc({ provider: PROVIDER, outcome: 'invalid_credentials' });
    await this.audit.record({ action: 'auth.sign_in_refused', details: { provider: PROVIDER } }, request.raw);
  }
}
