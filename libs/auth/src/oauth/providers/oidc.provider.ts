import type { ProviderKind } from '../oauth-provider.js';
import { OidcClient } from '../oidc/oidc-client.js';
import { OidcDiscovery } from '../oidc/oidc-discovery.js';
import { OidcKeys } from '../oidc/oidc-keys.js';
import { OidcStrategy } from '../oidc/oidc-strategy.js';

/** Any standard OpenID provider, from its settings alone. */
const oidc: ProviderKind = {
  label: 'OpenID Connect',
  keys: { issuer: 'required', scopes: 'optional' },
  connect(entry, callbackUrl) {
    const provider = { entry, callbackUrl, discovery: new OidcDiscovery(entry), keys: new OidcKeys() };
    return {
      issuer: entry.issuer!,
      strategy: (flow, calls) => new OidcStrategy(new OidcClient(provider, calls), flow),
    };
  },
};
export default oidc;
