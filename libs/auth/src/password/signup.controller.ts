import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignupRequest, SignupView } from '@app/protocol';
import { Public } from '../actor/actor.decorators.js';
import { MeReader } from '../actor/me-reader.js';
import { EmailVerification } from '../email/email-verification.js';
import { clientOf } from '../session/client.js';
import { PasswordSignIn } from './password-sign-in.js';
import { Passwords } from './passwords.js';

/** Sign-up with e-mail and password. */
@Public()
@ApiTags('Sign-in')
@Controller('auth')
export class SignupController {
  constructor(
    private readonly passwords: Passwords,
    private readonly signIn: PasswordSignIn,
    private readonly verification: EmailVerification,
    private readonly me: MeReader,
  ) {}

  @ApiOperation({ operationId: 'signUp', summary: 'Makes an account with a password, and signs in' })
  @ApiCreatedResponse({ standardSchema: SignupView })
  @ApiBadRequestResponse({ description: '`weak_password`, `invalid_request`' })
  @ApiConflictResponse({ description: '`email_taken`' })
  @ApiTooManyRequestsResponse({ description: '`rate_limited`' })
  @Post('signup')
  async signUp(
    @Body({ schema: SignupRequest }) body: SignupRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignupView> {
    const user = await this.passwords.signUp(body, clientOf(request).address);
    const confirmationMailed = this.verification.send(user);
    reply.header('set-cookie', await this.signIn.open(user, body.password, request, 'auth.signed_up'));
    return { ...(await this.me.read(user)), confirmationMailed };
  }
}
