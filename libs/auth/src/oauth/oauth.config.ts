import { z } from 'zod';
import {
  allowTestEndpoints,
  configSection,
  nodeEnv,
  optionalText,
  optionalUrl,
  publicUrl,
  setting,
  type ConfigProblem,
} from '@app/platform';
import { providerKinds } from './providers/index.js';

const URLS = ['authorization_url', 'token_url', 'userinfo_url', 'emails_url'] as const;

const Provider = z.strictObject({
  kind: optionalText,
  label: optionalText,
  client_id: optionalText,
  client_secret: optionalText,
  authorization_url: optionalUrl,
  token_url: optionalUrl,
  userinfo_url: optionalUrl,
  emails_url: optionalUrl,
});
/** One entry of `oauth_providers`. */
export type ProviderEntry = z.output<typeof Provider>;

/** The providers of the settings, in the order of the buttons. */
export class OAuthConfig extends configSection({
  nodeEnv,
  publicUrl,
  allowTestEndpoints,
  providers: setting(
    'oauth_providers',
    z
      .record(
        z.string().regex(/^[a-z][a-z0-9_-]{0,30}$/, 'is not a name of lower-case letters, digits, - and _'),
        Provider,
      )
      .default({}),
    'google: { client_id: ${GOOGLE_CLIENT_ID}, client_secret: ${GOOGLE_CLIENT_SECRET} }',
  ),
}) {
  static problems(config: OAuthConfig): ConfigProblem[] {
    return Object.entries(config.providers).flatMap(([name, entry]) => [
      ...kindProblems(name, entry),
      ...overrideProblems(name, entry, config),
    ]);
  }
}

const kinds = Object.keys(providerKinds);

function kindProblems(name: string, { kind = name }: ProviderEntry): ConfigProblem[] {
  if (kinds.includes(kind)) return [];
  return [{ name: `oauth_providers.${name}.kind`, reason: `is not one of ${kinds.join(', ')}`, example: kinds[0] }];
}

function overrideProblems(name: string, entry: ProviderEntry, config: OAuthConfig): ConfigProblem[] {
  if (config.nodeEnv !== 'production' || config.allowTestEndpoints) return [];
  return URLS.filter((url) => entry[url]).map((url) => ({
    name: `oauth_providers.${name}.${url}`,
    reason: 'another address than the provider’s own is refused in production unless ALLOW_TEST_ENDPOINTS=1',
    example: 'not set',
  }));
}
