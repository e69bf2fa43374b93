import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  enableNonRepudiationChecks,
} from 'openid-client';
import type { ConfiguredEntry } from '../oauth-provider.js';
import type { CallStep, ProviderCalls } from '../provider-http.js';
import type { Discovered } from './oidc-discovery.js';
import { boundedFetch } from './oidc-fetch.js';

/** Signatures by a key that only the provider has: neither `none` nor one made with the client's own secret. */
const ALGORITHMS = /^((RS|PS|ES)(256|384|512)|EdDSA|Ed25519)$/;

/** What `openid-client` needs to speak with a provider, in the way that we want it to. */
export function oidcConfiguration(found: Discovered, entry: ConfiguredEntry, calls: ProviderCalls): Configuration {
  const algorithms = found.id_token_signing_alg_values_supported ?? ['RS256'];
  const config = new Configuration(
    { ...found, id_token_signing_alg_values_supported: algorithms.filter((name) => ALGORITHMS.test(name)) },
    entry.client_id,
    undefined,
    authenticationOf(found, entry.client_secret),
  );
  config[customFetch] = boundedFetch(calls, stepsOf(found));
  if (entry.issuer!.startsWith('http:')) allowInsecureRequests(config);
  // Without this, openid-client takes TLS to the token endpoint for proof enough, and reads no key.
  enableNonRepudiationChecks(config);
  return config;
}

/** In the form where the provider says that it can, because providers disagree on how to encode the header. */
const authenticationOf = ({ token_endpoint_auth_methods_supported: methods }: Discovered, secret: string) =>
  methods?.includes('client_secret_post') ? ClientSecretPost(secret) : ClientSecretBasic(secret);

function stepsOf({ jwks_uri, token_endpoint }: Discovered): (url: string) => CallStep {
  const steps = new Map<unknown, CallStep>([
    [jwks_uri, 'jwks'],
    [token_endpoint, 'token'],
  ]);
  return (url) => steps.get(url) ?? 'profile';
}
