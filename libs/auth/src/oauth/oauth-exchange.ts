import type { IncomingHttpHeaders } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import type { ProvenIdentity } from '../user/identities.js';
import { FlowCookies } from './flow-cookies.js';
import { OAuthFailure } from './oauth-failure.js';
import { OAuthFlowStore, type FlowWish } from './oauth-flow.store.js';
import type { FlowSecrets, OAuthProvider } from './oauth-provider.js';
import { profileOf, startOf } from './passport-run.js';
import { ProviderCalls } from './provider-http.js';
import { provenBy } from './proven-by.js';

/** A flow that has begun: where the browser goes, with which cookies. */
export interface BegunFlow {
  url: string;
  cookies: string[];
}

/** A flow that was used up by its callback, which may be anybody's answer still. */
export type UsedFlow = FlowWish & FlowSecrets;

type Query = Record<string, unknown>;

/** The two halves of a sign-in through a provider: sending the browser there, and learning who comes back. */
@Injectable()
export class OAuthExchange {
  private readonly logger = new Logger(OAuthExchange.name);

  constructor(
    private readonly flows: OAuthFlowStore,
    private readonly cookies: FlowCookies,
  ) {}

  /** Throws `OAuthFailure` when the provider cannot be asked where to send the browser. */
  async begin(
    provider: OAuthProvider,
    wish: Omit<FlowWish, 'provider'>,
    headers: IncomingHttpHeaders,
  ): Promise<BegunFlow> {
    const browser = this.cookies.newValue();
    const flow = await this.flows.begin({ ...wish, provider: provider.name }, browser);
    const url = await this.ask(provider, (calls) => startOf(provider.strategy(flow, calls)));
    return { url, cookies: this.cookies.begin(headers, flow.state, browser) };
  }

  /** The flow of a callback. It is used up before anything else is believed; throws `OAuthFailure` when there is none. */
  async use(provider: OAuthProvider, { state }: Query, headers: IncomingHttpHeaders): Promise<UsedFlow> {
    const browser = typeof state === 'string' ? this.cookies.find(headers, state) : undefined;
    const flow = browser && (await this.flows.use(state as string, browser, provider.name));
    if (!flow) throw new OAuthFailure('invalid_state');
    return flow;
  }

  /** Who came back with the flow. Throws `OAuthFailure`. */
  async identify(provider: OAuthProvider, flow: UsedFlow, { code, error, iss }: Query): Promise<ProvenIdentity> {
    if (iss !== undefined && !isFrom(provider.issuer, iss)) throw new OAuthFailure('provider_error');
    if (error !== undefined) throw new OAuthFailure(error === 'access_denied' ? 'access_denied' : 'provider_error');
    if (typeof code !== 'string' || code === '') throw new OAuthFailure('provider_error');
    const query = { state: flow.state, code, ...(iss === undefined ? {} : { iss: iss as string }) };
    const profile = await this.ask(provider, (calls) => profileOf(provider.strategy(flow, calls), query));
    return provenBy(provider, profile);
  }

  private async ask<T>({ name }: OAuthProvider, question: (calls: ProviderCalls) => Promise<T>): Promise<T> {
    try {
      return await question(new ProviderCalls(name));
    } catch (error) {
      // The provider's own words may hold a code or a token, so only the kind of failure is logged.
      this.logger.warn(`${name} did not complete a sign-in: ${kindOf(error)}`);
      throw new OAuthFailure('provider_error', { cause: error });
    }
  }
}

/** RFC 9207: an answer that says who it is from must be from whom we asked. A kind may know more exactly. */
const isFrom = (issuer: string, iss: unknown) =>
  typeof iss === 'string' && (iss === issuer || URL.parse(iss)?.origin === issuer);

function kindOf(error: unknown): string {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return [name, code].filter((word) => typeof word === 'string' && /^\w+$/.test(word)).join(' ') || 'unknown';
}
