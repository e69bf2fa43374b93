import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ErrorReports } from '@app/platform';
import { AuditLog } from '@app/security';
import { AccountDisabled, EmailUnproven } from '../auth.errors.js';
import { logins } from '../auth.metrics.js';
import { SignIn } from '../session/sign-in.js';
import { Identities, type ProvenIdentity } from '../user/identities.js';
import { OAuthExchange } from './oauth-exchange.js';
import { OAuthFailure, type FailureCode } from './oauth-failure.js';
import { OAuthLinking } from './oauth-linking.js';
import type { OAuthProvider } from './oauth-provider.js';

/** Where the browser goes next. */
export interface Ending {
  location: string;
  cookies: string[];
}

/** A sign-in through a provider, from its start to what comes of it; whatever goes wrong ends on the login page. */
@Injectable()
export class OAuthSignIn {
  constructor(
    private readonly exchange: OAuthExchange,
    private readonly linking: OAuthLinking,
    private readonly identities: Identities,
    private readonly signIn: SignIn,
    private readonly reports: ErrorReports,
    private readonly audit: AuditLog,
  ) {}

  async start(provider: OAuthProvider, returnTo: string, { headers }: FastifyRequest): Promise<Ending> {
    try {
      const { url, cookies } = await this.exchange.begin(provider, { returnTo, linkUserId: null }, headers);
      return { location: url, cookies };
    } catch (error) {
      // Nothing of the person's is at stake yet, so what is our own failure may say so.
      if (!(error instanceof OAuthFailure)) throw error;
      return this.failed(provider, error.code);
    }
  }

  async finish(provider: OAuthProvider, query: Record<string, unknown>, request: FastifyRequest): Promise<Ending> {
    try {
      const flow = await this.exchange.use(provider, query, request.headers);
      const identify = () => this.exchange.identify(provider, flow, query);
      if (flow.linkUserId)
        return { location: await this.linking.finish(flow.linkUserId, identify, request), cookies: [] };
      const cookies = await this.enter(await identify(), request);
      logins.inc({ provider: provider.name, outcome: 'success' });
      return { location: flow.returnTo, cookies };
    } catch (error) {
      await this.recordRefusal(provider, error, request);
      return this.failed(provider, this.codeOf(error));
    }
  }

  private async enter(proven: ProvenIdentity, request: FastifyRequest): Promise<string[]> {
    const { provider } = proven;
    const { userId, done } = await this.identities.ownerOf(proven);
    if (done === 'linked')
      await this.audit.record({ action: 'auth.identity_linked', actorId: userId, details: { provider } }, request.raw);
    const action = done === 'created' ? 'auth.signed_up' : 'auth.signed_in';
    const { cookies } = await this.signIn.open(userId, request, provider, action);
    return cookies;
  }

  /** Who got as far as that has an account at the provider. All else anybody can cause, at any rate, and is only counted. */
  private async recordRefusal({ name: provider }: OAuthProvider, error: unknown, { raw }: FastifyRequest) {
    const isOfAccount = error instanceof EmailUnproven || error instanceof AccountDisabled;
    if (!isOfAccount && !(error instanceof OAuthFailure && error.code === 'email_unverified')) return;
    const subjectId = isOfAccount ? error.userId : undefined;
    const details = { provider, reason: error.code };
    await this.audit.record({ action: 'auth.sign_in_refused', subjectId, details }, raw);
  }

  private failed({ name: provider }: OAuthProvider, code: FailureCode): Ending {
    logins.inc({ provider, outcome: code === 'access_denied' ? 'denied' : code });
    return { location: `/login?error=${code}`, cookies: [] };
  }

  private codeOf(error: unknown): FailureCode {
    if (error instanceof OAuthFailure || error instanceof EmailUnproven) return error.code;
    if (error instanceof AccountDisabled) return 'access_denied';
    this.reports.report(error, 'http');
    return 'provider_error';
  }
}
