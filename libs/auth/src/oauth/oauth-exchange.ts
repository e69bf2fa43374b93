import type { IncomingHttpHeaders } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import type { ProvenIdentity } from '../user/identities.js';
import { FlowCookies } from './flow-cookies.js';
import { OAuthFailure } from './oauth-failure.js';
import { OAuthFlowStore, type NewFlow } from './oauth-flow.store.js';
import type { OAuthProvider, ProviderProfile } from './oauth-provider.js';
import { finishingStore, openingStore, profileOf, startOf } from './passport-run.js';

const TOTAL_MS = 8000;

/** A flow that has begun: where the browser goes, with which cookies. */
export interface BegunFlow {
  url: string;
  cookies: string[];
}

/** The two halves of a sign-in through a provider: sending the browser there, and learning who comes back. */
@Injectable()
export class OAuthExchange {
  private readonly logger = new Logger(OAuthExchange.name);

  constructor(
    private readonly flows: OAuthFlowStore,
    private readonly cookies: FlowCookies,
  ) {}

  async begin(
    provider: OAuthProvider,
    wish: Pick<NewFlow, 'returnTo' | 'linkUserId'>,
    headers: IncomingHttpHeaders,
  ): Promise<BegunFlow> {
    const browser = this.cookies.newValue();
    let cookies: string[] = [];
    const store = openingStore(async (codeVerifier) => {
      const state = await this.flows.begin({ ...wish, provider: provider.name, codeVerifier }, browser);
      cookies = this.cookies.begin(headers, state, browser);
      return state;
    });
    const url = await startOf(provider.strategy(store, AbortSignal.timeout(TOTAL_MS)));
    return { url, cookies };
  }

  /** Who came back, and with which flow. Throws `OAuthFailure`. The flow is used up before anything else is believed. */
  async finish(provider: OAuthProvider, query: Record<string, unknown>, headers: IncomingHttpHeaders) {
    const { state, code, error, iss } = query;
    const browser = typeof state === 'string' ? this.cookies.find(headers, state) : undefined;
    const flow = browser && (await this.flows.use(state as string, browser, provider.name));
    if (!flow) throw new OAuthFailure('invalid_state');
    if (error !== undefined) throw new OAuthFailure(error === 'access_denied' ? 'access_denied' : 'provider_error');
    if (typeof code !== 'string' || code === '') throw new OAuthFailure('provider_error');
    if (iss !== undefined && !isFrom(provider.issuer, iss)) throw new OAuthFailure('provider_error');
    const profile = await this.profile(provider, flow, { state: state as string, code });
    return { flow, proven: provenBy(provider, profile) };
  }

  private async profile(provider: OAuthProvider, flow: NewFlow, query: { state: string; code: string }) {
    try {
      const strategy = provider.strategy(finishingStore(flow.codeVerifier), AbortSignal.timeout(TOTAL_MS));
      return await profileOf(strategy, query);
    } catch (error) {
      // The provider's own words may hold a code or a token, so only the kind of failure is logged.
      this.logger.warn(
        `${provider.name} did not complete a sign-in: ${error instanceof Error ? error.name : 'unknown'}`,
      );
      throw new OAuthFailure('provider_error', { cause: error });
    }
  }
}

function provenBy({ name: provider, issuer }: OAuthProvider, profile: ProviderProfile): ProvenIdentity {
  const { subject, email, emailVerified, name } = profile;
  if (!email || !emailVerified) throw new OAuthFailure('email_unverified');
  return { provider, issuer, subject, email, name };
}

/** RFC 9207: an answer that says who it is from must be from whom we asked. */
const isFrom = (issuer: string, iss: unknown) => typeof iss === 'string' && URL.parse(iss)?.origin === issuer;
