import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  type Configuration,
  type IDToken,
} from 'openid-client';
import { z } from 'zod';
import type { ConfiguredEntry, FlowSecrets, ProviderProfile } from '../oauth-provider.js';
import type { ProviderCalls } from '../provider-http.js';
import { oidcConfiguration } from './oidc-configuration.js';
import type { OidcDiscovery } from './oidc-discovery.js';
import type { OidcKeys } from './oidc-keys.js';

const SCOPES = ['openid', 'email', 'profile'];
const CLOCK_SECONDS = 300;

const Claims = z.object({
  email: z.string().nullish(),
  email_verified: z.unknown().optional(),
  name: z.string().nullish(),
});

/** What is kept of a provider from one request to the next. */
export interface OidcProvider {
  entry: ConfiguredEntry;
  callbackUrl: string;
  discovery: OidcDiscovery;
  keys: OidcKeys;
}

/** Speaks OpenID Connect with a provider, for one request of a browser. */
export class OidcClient {
  constructor(
    private readonly provider: OidcProvider,
    private readonly calls: ProviderCalls,
  ) {}

  /** Where the browser goes. */
  async authorizationUrl({ state, nonce, codeVerifier }: FlowSecrets): Promise<string> {
    const { entry, callbackUrl } = this.provider;
    const url = buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: callbackUrl,
      scope: (entry.scopes ?? SCOPES).join(' '),
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    return url.href;
  }

  /** Who came back. Throws when anything about the answer or the ID token is not as it must be. */
  async profile({ state, nonce, codeVerifier }: FlowSecrets, query: Record<string, string>): Promise<ProviderProfile> {
    const { entry, callbackUrl, keys } = this.provider;
    const config = await this.configuration();
    keys.lend(config);
    const tokens = await authorizationCodeGrant(config, new URL(`${callbackUrl}?${new URLSearchParams(query)}`), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    });
    keys.keep(config);
    const claims = tokens.claims()!;
    checkRest(claims, entry.client_id);
    const { email, email_verified, name } = await addressIn(claims, config, tokens.access_token);
    return { subject: claims.sub, email: email ?? null, emailVerified: email_verified === true, name: name ?? null };
  }

  private async configuration(): Promise<Configuration> {
    const { entry, discovery } = this.provider;
    return oidcConfiguration(await discovery.get(this.calls), entry, this.calls);
  }
}

/** What the library leaves open: a token made for another client of the same audience, and one from the future. */
function checkRest(claims: IDToken, clientId: string): void {
  if (claims.azp !== undefined && claims.azp !== clientId) throw new Error('The ID token is for another client');
  if (claims.iat > Date.now() / 1000 + CLOCK_SECONDS) throw new Error('The ID token comes from the future');
}

/** The address with the word on it from one and the same place: the ID token if it has both, else userinfo. */
async function addressIn(claims: IDToken, config: Configuration, accessToken: string) {
  const told = Claims.parse(claims);
  const isComplete = told.email && told.email_verified !== undefined;
  if (isComplete || !config.serverMetadata().userinfo_endpoint) return told;
  const { email, email_verified, name } = Claims.parse(await fetchUserInfo(config, accessToken, claims.sub));
  return { email, email_verified, name: name ?? told.name };
}
