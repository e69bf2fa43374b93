import type { IncomingHttpHeaders } from 'node:http';
import type { Misbehaviour } from './provider-misbehaviour.js';
import type { Person } from './provider-person.js';
import type { IdTokenFault } from './provider-tokens.js';

/** What the provider is asked for. */
export type ProviderStep = 'authorize' | 'token' | 'userinfo' | 'emails' | 'discovery' | 'jwks';

/** A Google, a GitHub and an OpenID provider in one, on loopback, that can be told to misbehave. */
export interface TestProvider {
  /** The entry of `oauth_providers` that points here, for a kind that has URLs of its own. */
  entry: Record<string, string>;
  /** The same for `kind: oidc`. */
  oidcEntry: Record<string, string>;
  person: Person;
  /** The person refuses. */
  denies: boolean;
  /** Added to every callback. */
  extra: Record<string, string>;
  misbehaves: Partial<Record<ProviderStep, Misbehaviour>>;
  /** What is wrong with the ID tokens that it makes. */
  idTokenFault?: IdTokenFault;
  /** Replaces or, undefined, removes claims of the ID token. */
  idTokenClaims: Record<string, unknown>;
  /** Replaces what userinfo says. */
  userinfo: Record<string, unknown>;
  /** Replaces or adds to what discovery says. */
  discovery: Record<string, unknown>;
  /** Gives tokens for a code without looking at PKCE's verifier. */
  ignoresPkce: boolean;
  /** How long it takes to answer anything but a browser. */
  slowMs: number;
  /** How often a code was exchanged, rightly or not. */
  exchanges: number;
  /** The headers of every request so far, with the step it was for. */
  heard: { step: ProviderStep; headers: IncomingHttpHeaders }[];
  /** How often each step was asked for. */
  asked: Record<ProviderStep, number>;
  /** Every access token and ID token that it has given. */
  given: string[];
  /** Signs with a new key from now on, and publishes only that. */
  rotateKeys(algorithm?: string): Promise<void>;
  /** As it was when it started, but for its keys and how often it was asked. */
  reset(): void;
  url: string;
  close(): Promise<void>;
}

/** How it is before a test says otherwise. */
export const wellBehaved = () => ({
  person: { id: 1, name: 'Ada', email: 'ada@example.com', verified: true },
  denies: false,
  extra: {},
  misbehaves: {},
  idTokenFault: undefined,
  idTokenClaims: {},
  userinfo: {},
  discovery: {},
  ignoresPkce: false,
  slowMs: 0,
});
