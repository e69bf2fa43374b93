import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { InvalidCredentials } from '../auth.errors.js';
import { Sessions } from '../session/sessions.js';
import { SignIn } from '../session/sign-in.js';
import type { User } from '../user/user.entity.js';
import { KnownDevices } from './known-devices.js';
import { Passwords } from './passwords.js';

/** How the log and the metrics call it. */
export const PROVIDER = 'password';

/** Opens the session of somebody who has proved a password; the browser is known to the account from then on. */
@Injectable()
export class PasswordSignIn {
  constructor(
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly passwords: Passwords,
    private readonly devices: KnownDevices,
  ) {}

  /** Gives the cookies. Throws `InvalidCredentials` if the password stopped being right before the session was open. */
  async open(user: User, password: string, request: FastifyRequest, action?: string): Promise<string[]> {
    const { sessionId, cookies } = await this.signIn.open(user.id, request, PROVIDER, action);
    if (!(await this.passwords.isStillRight(user, password))) {
      await this.sessions.revoke(sessionId, user.id);
      throw new InvalidCredentials();
    }
    return [...cookies, this.devices.cookie(user.email)];
  }
}
