import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignupRequest, type Me } from '@app/protocol';
import { Public } from '../actor/actor.decorators.js';
import { MeReader } from '../actor/me-reader.js';
import { EmailVerification } from '../email/email-verification.js';
import { clientOf } from '../session/client.js';
import { PasswordSignIn } from './password-sign-in.js';
import { Passwords } from './passwords.js';

/** Sign-up with e-mail and password. */
@Public()
@Controller('auth')
export class SignupController {
  constructor(
    private readonly passwords: Passwords,
    private readonly signIn: PasswordSignIn,
    private readonly verification: EmailVerification,
    private readonly me: MeReader,
  ) {}

  @Post('signup')
  async signUp(
    @Body({ schema: SignupRequest }) body: SignupRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const user = await this.passwords.signUp(body, clientOf(request).address);
    this.verification.send(user);
    reply.header('set-cookie', await this.signIn.open(user, body.password, request, 'auth.signed_up'));
    return this.me.read(user);
  }
}
