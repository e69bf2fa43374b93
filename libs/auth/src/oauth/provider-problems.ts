import { isLoopback, isTooWeak, type ConfigProblem } from '@app/platform';
import type { OwnKey } from './oauth-provider.js';
import type { ProviderEntry } from './oauth.config.js';
import { providerKinds } from './providers/index.js';

/** Where the program runs, as far as it matters which servers it may trust. */
interface Surroundings {
  nodeEnv: string;
  allowTestEndpoints: boolean;
}

const OVERRIDES = ['authorization_url', 'token_url', 'userinfo_url', 'emails_url'] as const;
const EXAMPLES: Record<OwnKey, string> = {
  issuer: 'https://login.example.com',
  scopes: '[openid, email, profile]',
  base_url: 'https://github.example.com',
};
const OWN_KEYS = Object.keys(EXAMPLES) as OwnKey[];

/** What is wrong with an entry of `oauth_providers`, each problem by the name of its key. */
export function providerProblems(entry: ProviderEntry, where: Surroundings, name: string): ConfigProblem[] {
  return [...kindProblems(entry, name), ...serverProblems(entry, where), ...overrideProblems(entry, where)];
}

function kindProblems(entry: ProviderEntry, name: string): ConfigProblem[] {
  const kindName = entry.kind ?? name;
  const kind = providerKinds.get(kindName);
  const all = [...providerKinds.keys()];
  if (!kind) return [{ name: 'kind', reason: `is not one of ${all.join(', ')}`, example: all[0] }];
  const isConfigured = Boolean(entry.client_id && entry.client_secret);
  return OWN_KEYS.flatMap((key): ConfigProblem[] => {
    const rule = kind.keys?.[key];
    const isGiven = entry[key] !== undefined;
    if (isGiven && !rule) return [{ name: key, reason: `is not a setting of kind ${kindName}`, example: 'not set' }];
    if (isGiven || rule !== 'required' || !isConfigured) return [];
    return [{ name: key, reason: `is missing, and kind ${kindName} needs it`, example: EXAMPLES[key] }];
  });
}

function serverProblems({ issuer, scopes, base_url }: ProviderEntry, where: Surroundings): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const add = (name: OwnKey, reason: string) => problems.push({ name, reason, example: EXAMPLES[name] });
  for (const [name, url] of Object.entries({ issuer, base_url }) as [OwnKey, string | undefined][])
    if (url && !isTrustworthy(url, where))
      add(name, 'must be https; http is for loopback outside production, or with ALLOW_TEST_ENDPOINTS=1');
  if (issuer && /[?#]/.test(issuer)) add('issuer', 'must have neither a query nor a fragment');
  if (base_url && base_url.replace(/\/$/, '') !== new URL(base_url).origin)
    add('base_url', 'must be an origin, without a path');
  if (issuer && scopes && !scopes.includes('openid')) add('scopes', 'must contain openid');
  return problems;
}

function isTrustworthy(url: string, { nodeEnv, allowTestEndpoints }: Surroundings): boolean {
  return url.startsWith('https:') || allowTestEndpoints || (nodeEnv !== 'production' && isLoopback(url));
}

function overrideProblems(entry: ProviderEntry, { nodeEnv, allowTestEndpoints }: Surroundings): ConfigProblem[] {
  if (nodeEnv !== 'production' || allowTestEndpoints) return [];
  const reason = 'another address than the provider’s own is refused in production unless ALLOW_TEST_ENDPOINTS=1';
  const problems: ConfigProblem[] = OVERRIDES.filter((url) => entry[url]).map((name) => ({
    name,
    reason,
    example: 'not set',
  }));
  const secret = entry.client_secret;
  if (secret?.startsWith('sandbox_'))
    problems.push({ name: 'client_secret', reason: "is the sandbox's, which production refuses", example: 'GOCSPX-…' });
  else if (secret && isTooWeak(secret))
    problems.push({
      name: 'client_secret',
      reason: 'is an example value or shorter than 8 bytes',
      example: 'GOCSPX-…',
    });
  return problems;
}
