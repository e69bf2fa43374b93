import type { ConfiguredEntry } from '../oauth-provider.js';
import { ProviderCalls } from '../provider-http.js';
import { oidcConfiguration } from './oidc-configuration.js';

describe('the configuration of an OpenID provider', () => {
  const issuer = 'https://login.example.com';
  const found = { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
  const entry = { issuer, client_id: 'id', client_secret: 'secret' } as ConfiguredEntry;
  const algorithms = (supported?: string[]) =>
    oidcConfiguration(
      { ...found, id_token_signing_alg_values_supported: supported },
      entry,
      new ProviderCalls('work'),
    ).serverMetadata().id_token_signing_alg_values_supported;

  it('O2 takes only signatures by a key of the provider, whatever the provider offers', () => {
    const offered = ['none', 'HS256', 'HS512', 'RS256', 'PS384', 'ES512', 'EdDSA', 'Ed25519', 'xRS256', 'RS1'];
    expect(algorithms(offered)).toEqual(['RS256', 'PS384', 'ES512', 'EdDSA', 'Ed25519']);
    expect(algorithms(['none', 'HS256'])).toEqual([]);
  });

  it('O2 takes RS256 when the provider does not say', () => {
    expect(algorithms()).toEqual(['RS256']);
  });
});
