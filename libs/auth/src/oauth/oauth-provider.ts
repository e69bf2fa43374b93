import type { Strategy } from 'passport';
import type OAuth2Strategy from 'passport-oauth2';
import type { ProviderEntry } from './oauth.config.js';

/** Whom a provider says it is. `subject` never changes and is never given to somebody else; everything else may. */
export interface ProviderProfile {
  subject: string;
  email: string | null;
  /** Whether the provider has proof that the address is this person's. Anything but an explicit yes is a no. */
  emailVerified: boolean;
  name: string | null;
}

/** The provider's addresses; those that an entry of the settings overrides are the entry's. */
export interface ProviderUrls {
  authorization_url: string;
  token_url: string;
  userinfo_url: string;
  emails_url?: string;
}

/** What every OAuth 2.0 strategy of passport takes. */
export interface OAuth2Options {
  clientID: string;
  clientSecret: string;
  callbackURL: string;
  authorizationURL: string;
  tokenURL: string;
  pkce: boolean;
  store: OAuth2Strategy.StateStore;
}

/** What a strategy calls with the profile that it has read. */
export type Succeed = (
  access: string,
  refresh: string,
  profile: ProviderProfile,
  verified: OAuth2Strategy.VerifyCallback,
) => void;

/** A kind of provider. To add one: a file like `providers/github.provider.ts`, a line in `providers/index.ts`. */
export interface ProviderKind {
  readonly label: string;
  readonly urls: ProviderUrls;
  /** The passport strategy. It need not know how to read a profile: `readProfile` does that. */
  strategy(options: OAuth2Options, succeed: Succeed): OAuth2Strategy;
  /** Reads the profile with the token that was just exchanged. `getJson` is bounded in time and size. */
  readProfile(getJson: (url: string) => Promise<unknown>, urls: ProviderUrls): Promise<ProviderProfile>;
}

/** A provider that the settings name, with id and secret. */
export interface OAuthProvider {
  /** Its key in the settings and its name in the path. */
  readonly name: string;
  readonly label: string;
  /** Subjects are unique within an issuer. */
  readonly issuer: string;
  /** A strategy for one request: passport writes the request's callbacks onto it. All its calls end when `over` does. */
  strategy(store: OAuth2Strategy.StateStore, over: AbortSignal): Strategy;
}

/** An entry that has what it takes. */
export type ConfiguredEntry = ProviderEntry & { client_id: string; client_secret: string };
