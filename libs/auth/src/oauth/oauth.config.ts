import { z } from 'zod';
import {
  allowTestEndpoints,
  configSection,
  issuedSecret,
  nodeEnv,
  optionalText,
  optionalUrl,
  publicUrl,
  setting,
  type ConfigProblem,
} from '@app/platform';
import { providerProblems } from './provider-problems.js';

const scopeList = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : value),
  z
    .array(z.string().min(1))
    .optional()
    // An unset placeholder is an empty text.
    .transform((scopes) => (scopes?.length ? scopes : undefined)),
);

const Provider = z.strictObject({
  kind: optionalText,
  label: optionalText,
  client_id: optionalText,
  client_secret: issuedSecret,
  issuer: optionalUrl,
  scopes: scopeList,
  base_url: optionalUrl,
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
    return Object.entries(config.providers).flatMap(([name, entry]) =>
      providerProblems(entry, config, name).map((problem) => ({
        ...problem,
        name: `oauth_providers.${name}.${problem.name}`,
      })),
    );
  }
}
