import { ConfigurationError } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import type { ConfiguredEntry } from './oauth-provider.js';
import { OAuthConfig } from './oauth.config.js';
import { OAuthProviders } from './oauth-providers.js';
import { providerKinds } from './providers/index.js';

const load = (oauth_providers: object, environment: Record<string, string> = {}) =>
  testConfig([OAuthConfig], { oauth_providers }, environment).get(OAuthConfig);

function problemsOf(oauth_providers: object, environment?: Record<string, string>): string {
  try {
    load(oauth_providers, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return '';
}

const both = { client_id: 'id', client_secret: 'of-this-test-only' };

describe('the settings of the providers', () => {
  it('O6 count only those with id and secret, in their order', () => {
    const providers = new OAuthProviders(
      load({
        github: both,
        google: { client_id: '${GOOGLE_CLIENT_ID}', client_secret: 'x' },
        work: { ...both, kind: 'google', label: 'Work' },
      }),
    );
    expect(providers.list()).toEqual([
      { name: 'github', label: 'GitHub' },
      { name: 'work', label: 'Work' },
    ]);
  });

  it('may be left out', () => {
    expect(testConfig([OAuthConfig], {}).get(OAuthConfig).providers).toEqual({});
  });

  it('name a kind that is not there, and a key that is not known', () => {
    expect(problemsOf({ gitlab: both })).toContain('oauth_providers.gitlab.kind: is not one of github, google, oidc');
    expect(problemsOf({ google: { ...both, colour: 'red' } })).toContain('oauth_providers.google');
    expect(problemsOf({ constructor: both })).toContain('oauth_providers.constructor.kind');
  });

  it('may point elsewhere, but in production only when test endpoints are allowed', () => {
    const elsewhere = { google: { ...both, token_url: 'http://127.0.0.1:4001/token' } };
    expect(problemsOf(elsewhere)).toBe('');
    expect(problemsOf(elsewhere, production)).toContain('oauth_providers.google.token_url');
    expect(problemsOf(elsewhere, { ...production, ALLOW_TEST_ENDPOINTS: '1' })).toBe('');
  });

  const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://app.example.com' };
  const login = { ...both, kind: 'oidc', issuer: 'https://login.example.com' };

  it('add a standard provider by an issuer alone', () => {
    const work = { ...login, label: 'Work' };
    expect(problemsOf({ work }, production)).toBe('');
    expect(new OAuthProviders(load({ work })).list()).toEqual([{ name: 'work', label: 'Work' }]);
    expect(load({ work }).providers.work).toMatchObject({ issuer: work.issuer });
  });

  it.each([
    ['a list', ['openid', 'email', 'groups']],
    ['a text', 'openid email groups'],
  ])('take the scopes as %s', (_how, scopes) => {
    expect(load({ work: { ...login, scopes } }).providers.work!.scopes).toEqual(['openid', 'email', 'groups']);
  });

  it('tell everything that is wrong at once, each with an example', () => {
    const found = problemsOf({
      work: { ...both, kind: 'oidc' },
      other: {
        ...login,
        issuer: 'https://login.example.com/?tenant=1',
        scopes: ['email'],
        base_url: 'https://x.example',
      },
      google: { ...both, issuer: 'https://accounts.google.com', base_url: 'https://google.example.com' },
      github: { ...both, scopes: 'user', base_url: 'https://github.example.com/path' },
    });
    expect(found.split('\n').slice(1)).toEqual([
      '  oauth_providers.work.issuer: is missing, and kind oidc needs it (example: https://login.example.com)',
      '  oauth_providers.other.base_url: is not a setting of kind oidc (example: not set)',
      '  oauth_providers.other.issuer: must have neither a query nor a fragment (example: https://login.example.com)',
      '  oauth_providers.other.scopes: must contain openid (example: [openid, email, profile])',
      '  oauth_providers.google.issuer: is not a setting of kind google (example: not set)',
      '  oauth_providers.google.base_url: is not a setting of kind google (example: not set)',
      '  oauth_providers.github.scopes: is not a setting of kind github (example: not set)',
      '  oauth_providers.github.base_url: must be an origin, without a path (example: https://github.example.com)',
    ]);
  });

  it('do not ask a provider that is not configured for its issuer', () => {
    expect(problemsOf({ work: { kind: 'oidc', client_id: '', client_secret: '', issuer: '', scopes: '' } })).toBe('');
  });

  it.each([
    ['issuer', (url: string) => ({ work: { ...login, issuer: url } })],
    ['base_url', (url: string) => ({ work: { ...both, kind: 'github', base_url: url } })],
  ])('trust an %s without TLS on loopback outside production only', (key, entries) => {
    const loopback = entries('http://127.0.0.1:4001');
    const refused = `oauth_providers.work.${key}: must be https`;
    expect(problemsOf(loopback)).toBe('');
    expect(problemsOf(entries('http://login.example.com'))).toContain(refused);
    expect(problemsOf(loopback, production)).toContain(refused);
    expect(problemsOf(loopback, { ...production, ALLOW_TEST_ENDPOINTS: '1' })).toBe('');
    expect(problemsOf(entries('https://login.example.com'), production)).toBe('');
  });

  it('lead a GitHub Enterprise Server’s people there, and take them for its own', () => {
    const base_url = 'https://github.example.com';
    const kind = providerKinds.get('github')!;
    const entry = load({ work: { ...both, kind: 'github', base_url } }, production).providers.work as ConfiguredEntry;
    expect(kind.connect(entry, 'https://app.example.com/callback').issuer).toBe(base_url);
    expect(kind.connect({ ...entry, base_url: undefined }, 'https://app.example.com/callback').issuer).toBe(
      'https://github.com',
    );
  });
});

describe('the kinds of providers', () => {
  it('are the files of their folder', () => {
    expect([...providerKinds.keys()]).toEqual(['github', 'google', 'oidc']);
  });
});
