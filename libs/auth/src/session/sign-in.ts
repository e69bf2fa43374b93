import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditLog } from '@app/security';
import { AccessTokens } from './access-token.js';
import { clientOf } from './client.js';
import { SessionCookies } from './session-cookies.js';
import { Sessions } from './sessions.js';

/** What a new sign-in gives the browser. */
export interface SignedIn {
  sessionId: string;
  cookies: string[];
}

/** Signs somebody in who has proved who they are, always in a new session. */
@Injectable()
export class SignIn {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: AccessTokens,
    private readonly cookies: SessionCookies,
    private readonly audit: AuditLog,
  ) {}

  /** `provider` is how they proved it; `action` is what the audit log calls it. */
  async open(userId: string, request: FastifyRequest, provider: string, action = 'auth.signed_in'): Promise<SignedIn> {
    const session = await this.sessions.open(userId, clientOf(request));
    const jwt = await this.tokens.sign({ userId, sessionId: session.id });
    await this.audit.record({ action, actorId: userId, details: { provider, sessionId: session.id } }, request.raw);
    return { sessionId: session.id, cookies: this.cookies.both(jwt, session.token) };
  }
}
