import type { ConfiguredEntry, OAuthProvider, ProviderKind, Succeed } from './oauth-provider.js';
import { boundedRequest } from './provider-http.js';

/** The inner parts of passport's OAuth 2.0 strategies that have to be replaced; passport calls them protected. */
interface StrategyParts {
  _oauth2: {
    _executeRequest: ReturnType<typeof boundedRequest>;
    useAuthorizationHeaderforGET(on: boolean): void;
    get(url: string, token: string, callback: (error: unknown, text?: string) => void): void;
  };
  error(error: unknown): void;
}

const succeed: Succeed = (_access, _refresh, profile, verified) => verified(null, profile);

/** Makes a provider of its kind and its entry in the settings. */
export function configuredProvider(
  name: string,
  kind: ProviderKind,
  entry: ConfiguredEntry,
  publicUrl: string,
): OAuthProvider {
  const { client_id: clientID, client_secret: clientSecret } = entry;
  const urls = {
    authorization_url: entry.authorization_url ?? kind.urls.authorization_url,
    token_url: entry.token_url ?? kind.urls.token_url,
    userinfo_url: entry.userinfo_url ?? kind.urls.userinfo_url,
    emails_url: entry.emails_url ?? kind.urls.emails_url,
  };
  const { authorization_url: authorizationURL, token_url: tokenURL } = urls;
  const callbackURL = `${publicUrl}/auth/oauth/${name}/callback`;
  const options = { clientID, clientSecret, callbackURL, authorizationURL, tokenURL, pkce: true };
  return {
    name,
    label: entry.label ?? kind.label,
    issuer: new URL(urls.authorization_url).origin,
    strategy(store, over) {
      const strategy = kind.strategy({ ...options, store }, succeed);
      const parts = strategy as unknown as StrategyParts;
      parts._oauth2._executeRequest = boundedRequest(name, over, (error) => parts.error(error));
      parts._oauth2.useAuthorizationHeaderforGET(true);
      strategy.userProfile = (token, done) => {
        kind.readProfile((url) => getJson(parts, url, token), urls).then((profile) => done(null, profile), done);
      };
      return strategy;
    },
  };
}

function getJson({ _oauth2 }: StrategyParts, url: string, token: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    _oauth2.get(url, token, (error, text = '') => {
      if (error) return reject(error instanceof Error ? error : new Error('The provider refused to say who it is'));
      try {
        resolve(JSON.parse(text));
      } catch {
        reject(new Error('The provider did not answer with JSON'));
      }
    });
  });
}
