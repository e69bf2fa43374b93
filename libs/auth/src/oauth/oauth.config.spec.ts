import { ConfigurationError } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { OAuthConfig } from './oauth.config.js';
import { OAuthProviders } from './oauth-providers.js';

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

const both = { client_id: 'id', client_secret: 'secret' };

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
    expect(problemsOf({ gitlab: both })).toContain('oauth_providers.gitlab.kind: is not one of google, github');
    expect(problemsOf({ google: { ...both, colour: 'red' } })).toContain('oauth_providers.google');
    expect(problemsOf({ constructor: both })).toContain('oauth_providers.constructor.kind');
  });

  it('may point elsewhere, but in production only when test endpoints are allowed', () => {
    const elsewhere = { google: { ...both, token_url: 'http://127.0.0.1:4001/token' } };
    const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://app.example.com' };
    expect(problemsOf(elsewhere)).toBe('');
    expect(problemsOf(elsewhere, production)).toContain('oauth_providers.google.token_url');
    expect(problemsOf(elsewhere, { ...production, ALLOW_TEST_ENDPOINTS: '1' })).toBe('');
  });
});
