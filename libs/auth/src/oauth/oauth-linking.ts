import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ErrorReports } from '@app/platform';
import { AuditLog } from '@app/security';
import { ActorResolver } from '../actor/actor-resolver.js';
import { IdentityTaken, ProviderUnavailable, Unauthenticated } from '../auth.errors.js';
import { Identities, type ProvenIdentity } from '../user/identities.js';
import { OAuthExchange, type BegunFlow } from './oauth-exchange.js';
import { OAuthFailure } from './oauth-failure.js';
import type { OAuthProvider } from './oauth-provider.js';

/** Gives somebody who is signed in another way in. What goes wrong ends where they began, on the account page. */
@Injectable()
export class OAuthLinking {
  constructor(
    private readonly exchange: OAuthExchange,
    private readonly identities: Identities,
    private readonly actors: ActorResolver,
    private readonly reports: ErrorReports,
    private readonly audit: AuditLog,
  ) {}

  /** Throws `ProviderUnavailable`: whoever asked is a page that can say so. */
  async start(provider: OAuthProvider, userId: string, { headers }: FastifyRequest): Promise<BegunFlow> {
    try {
      return await this.exchange.begin(provider, { returnTo: '/account', linkUserId: userId }, headers);
    } catch (error) {
      throw error instanceof OAuthFailure ? new ProviderUnavailable() : error;
    }
  }

  /** Where the callback of the user's flow ends. `identify` asks the provider who came back. */
  async finish(userId: string, identify: () => Promise<ProvenIdentity>, request: FastifyRequest): Promise<string> {
    // Whoever signed out, or in as somebody else, on the way must not find the identity on the first one's account.
    if ((await this.findActorId(request)) !== userId) throw new OAuthFailure('invalid_state');
    try {
      await this.link(userId, await identify(), request);
      return '/account';
    } catch (error) {
      return `/account?error=${this.codeOf(error)}`;
    }
  }

  private async link(userId: string, proven: ProvenIdentity, { raw }: FastifyRequest): Promise<void> {
    const { isNew, emailVerified } = await this.identities.link(userId, proven);
    const details = { provider: proven.provider };
    if (isNew) await this.audit.record({ action: 'auth.identity_linked', actorId: userId, details }, raw);
    if (emailVerified) await this.audit.record({ action: 'auth.email_verified', actorId: userId, details }, raw);
  }

  private async findActorId({ headers }: FastifyRequest): Promise<string | null> {
    try {
      return (await this.actors.resolve(headers)).actor.id;
    } catch (error) {
      if (error instanceof Unauthenticated) return null;
      throw error;
    }
  }

  private codeOf(error: unknown): string {
    if (error instanceof OAuthFailure || error instanceof IdentityTaken) return error.code;
    this.reports.report(error, 'http');
    return 'provider_error';
  }
}
