import type OAuth2Strategy from 'passport-oauth2';
import type { ConfiguredEntry, ProviderKind, ProviderProfile } from './oauth-provider.js';
import { oauth2Strategy } from './oauth2-strategy.js';
import { isFine, type ProviderCalls } from './provider-http.js';

/** The provider's addresses; those that an entry of the settings overrides are the entry's. */
export interface ProviderUrls {
  authorization_url: string;
  token_url: string;
  userinfo_url: string;
  emails_url?: string;
}

/** What is particular about a provider that speaks OAuth 2.0 and has an address to ask who somebody is. */
export interface OAuth2Definition {
  label: string;
  urls: ProviderUrls;
  /** Where all of it lies on a server of the customer's own; with it, an entry may have a `base_url`. */
  urlsAt?(baseUrl: string): ProviderUrls;
  scopes: string[];
  /** passport's strategy for it, if there is one; it need not know how to read a profile. */
  Strategy?: new (options: never, verify: never) => OAuth2Strategy;
  /** Reads the profile with the token that was just exchanged. `getJson` is bounded in time and size. */
  readProfile(getJson: (url: string) => Promise<unknown>, urls: ProviderUrls): Promise<ProviderProfile>;
}

/** Makes a kind of what is particular about it; state, PKCE and the limits of every call are the same for all. */
export function oauth2Kind(definition: OAuth2Definition): ProviderKind {
  return {
    label: definition.label,
    keys: definition.urlsAt ? { base_url: 'optional' } : {},
    connect(entry, callbackURL) {
      const urls = urlsOf(definition, entry);
      const options = {
        clientID: entry.client_id,
        clientSecret: entry.client_secret,
        callbackURL,
        authorizationURL: urls.authorization_url,
        tokenURL: urls.token_url,
        scope: definition.scopes,
      };
      return {
        issuer: new URL(urls.authorization_url).origin,
        strategy: (flow, calls) =>
          oauth2Strategy(definition.Strategy, options, flow, calls, (token) =>
            definition.readProfile((url) => getJson(calls, url, token, urls), urls),
          ),
      };
    },
  };
}

function urlsOf({ urls, urlsAt }: OAuth2Definition, entry: ConfiguredEntry): ProviderUrls {
  const own = entry.base_url && urlsAt ? urlsAt(new URL(entry.base_url).origin) : urls;
  return {
    authorization_url: entry.authorization_url ?? own.authorization_url,
    token_url: entry.token_url ?? own.token_url,
    userinfo_url: entry.userinfo_url ?? own.userinfo_url,
    emails_url: entry.emails_url ?? own.emails_url,
  };
}

async function getJson(calls: ProviderCalls, url: string, token: string, { emails_url }: ProviderUrls) {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'user-agent': 'turnpike' };
  const answer = await calls.send(url === emails_url ? 'emails' : 'profile', url, { headers });
  if (!isFine(answer)) throw new Error('The provider refused to say who it is');
  return JSON.parse(answer.body.toString('utf8')) as unknown;
}
