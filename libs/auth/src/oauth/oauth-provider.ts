import type { Strategy } from 'passport';
import type { ProviderEntry } from './oauth.config.js';
import type { ProviderCalls } from './provider-http.js';

/** Whom a provider says it is. `subject` never changes and is never given to somebody else; everything else may. */
export interface ProviderProfile {
  subject: string;
  email: string | null;
  /** Whether the provider has proof that the address is this person's. Anything but an explicit yes is a no. */
  emailVerified: boolean;
  name: string | null;
}

/** What belongs to one flow, and comes back with it: made before the strategy runs, and the same on the way out and back. */
export interface FlowSecrets {
  /** Goes through the browser. */
  state: string;
  /** PKCE's: the provider gets its hash on the way out, and itself with the code. */
  codeVerifier: string;
  /** What an ID token must repeat. */
  nonce: string;
}

/** An entry of the settings that has what it takes. */
export type ConfiguredEntry = ProviderEntry & { client_id: string; client_secret: string };

/** The keys of an entry that only some kinds know. */
export type OwnKey = 'issuer' | 'scopes' | 'base_url';

/** A kind of provider: the default export of a file like `providers/github.provider.ts`, which is all that it takes. */
export interface ProviderKind {
  /** What its button says, unless the settings say something else. */
  readonly label: string;
  /** Which of these keys an entry may have, and which it must have. */
  readonly keys?: Readonly<Partial<Record<OwnKey, 'optional' | 'required'>>>;
  /** Makes the provider of an entry; nothing is called yet. */
  connect(entry: ConfiguredEntry, callbackUrl: string): Connection;
}

/** A provider as its kind makes it. */
export interface Connection {
  /** Subjects are unique within an issuer. */
  readonly issuer: string;
  /**
   * A passport strategy for one request. It redirects when the request has no `code`, else it succeeds with a
   * `ProviderProfile`. All that it asks of the provider goes through `calls`.
   */
  strategy(flow: FlowSecrets, calls: ProviderCalls): Strategy;
}

/** A provider that the settings name, with id and secret. */
export interface OAuthProvider extends Connection {
  /** Its key in the settings and its name in the path. */
  readonly name: string;
  readonly label: string;
}
