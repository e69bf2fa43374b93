import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ErrorReports } from '@app/platform';
import { AuditLog } from '@app/security';
import { ActorResolver } from '../actor/actor-resolver.js';
import { EmailUnproven, IdentityTaken, Unauthenticated } from '../auth.errors.js';
import { logins } from '../auth.metrics.js';
import { SignIn } from '../session/sign-in.js';
import { Identities, type ProvenIdentity } from '../user/identities.js';
import { OAuthExchange } from './oauth-exchange.js';
import { OAuthFailure, type FailureCode } from './oauth-failure.js';
import type { OAuthProvider } from './oauth-provider.js';

/** Where a callback ends. */
export interface Ending {
  location: string;
  cookies: string[];
}

/** What comes of a callback: a sign-in or a linked identity; whatever goes wrong ends on the login page. */
@Injectable()
export class OAuthSignIn {
  constructor(
    private readonly exchange: OAuthExchange,
    private readonly identities: Identities,
    private readonly signIn: SignIn,
    private readonly actors: ActorResolver,
    private readonly reports: ErrorReports,
    private readonly audit: AuditLog,
  ) {}

  async finish(provider: OAuthProvider, query: Record<string, unknown>, request: FastifyRequest): Promise<Ending> {
    try {
      const { flow, proven } = await this.exchange.finish(provider, query, request.headers);
      if (flow.linkUserId) return await this.link(flow.linkUserId, proven, request);
      const cookies = await this.enter(proven, request);
      logins.inc({ provider: provider.name, outcome: 'success' });
      return { location: flow.returnTo, cookies };
    } catch (error) {
      const code = this.codeOf(error);
      logins.inc({ provider: provider.name, outcome: code === 'access_denied' ? 'denied' : code });
      return { location: `/login?error=${code}`, cookies: [] };
    }
  }

  private async enter(proven: ProvenIdentity, request: FastifyRequest): Promise<string[]> {
    const { userId, done } = await this.identities.ownerOf(proven);
    if (done === 'linked') await this.record('auth.identity_linked', userId, proven, request);
    const action = done === 'created' ? 'auth.signed_up' : 'auth.signed_in';
    const { cookies } = await this.signIn.open(userId, request, proven.provider, action);
    return cookies;
  }

  private async link(userId: string, proven: ProvenIdentity, request: FastifyRequest): Promise<Ending> {
    // Whoever signed out, or in as somebody else, on the way must not find the identity on the first one's account.
    if ((await this.findActorId(request)) !== userId) throw new OAuthFailure('invalid_state');
    try {
      const isNew = await this.identities.link(userId, proven);
      if (isNew) await this.record('auth.identity_linked', userId, proven, request);
      return { location: '/account', cookies: [] };
    } catch (error) {
      if (!(error instanceof IdentityTaken)) throw error;
      return { location: `/account?error=${error.code}`, cookies: [] };
    }
  }

  private async findActorId({ headers }: FastifyRequest): Promise<string | null> {
    try {
      return (await this.actors.resolve(headers)).actor.id;
    } catch (error) {
      if (error instanceof Unauthenticated) return null;
      throw error;
    }
  }

  private async record(
    action: string,
    actorId: string,
    { provider }: ProvenIdentity,
    request: FastifyRequest,
  ): Promise<void> {
    await this.audit.record({ action, actorId, details: { provider } }, request.raw);
  }

  private codeOf(error: unknown): FailureCode {
    if (error instanceof OAuthFailure) return error.code;
    if (error instanceof EmailUnproven) return error.code;
    this.reports.report(error, 'http');
    return 'provider_error';
  }
}
