import { jest } from '@jest/globals';
import { logins } from '../../auth.metrics.js';
import { linkUrl, locationOf, OAuthStage } from '../../testing/oauth-stage.js';
import { MISBEHAVIOURS } from '../../testing/provider-misbehaviour.js';
import { startTestProvider, type TestProvider } from '../../testing/test-provider.js';

afterEach(() => void jest.restoreAllMocks());

describe('O7 discovery', () => {
  const stage = new OAuthStage();

  it('is read at the first use, once for everybody who asks meanwhile, and kept', async () => {
    const { asked } = stage.provider;
    expect(asked.discovery).toBe(0);
    const starts = await Promise.all(Array.from({ length: 5 }, () => stage.browser().sendTo('work')));
    expect(starts.every((url) => url.startsWith(`${stage.provider.url}/authorize?`))).toBe(true);
    await stage.browser().signInThrough('work');
    expect(asked.discovery).toBe(1);
  });
});

describe('O7 a discovery', () => {
  type Changes = (provider: TestProvider) => Partial<TestProvider>;
  const cases: [string, Changes][] = [
    ...MISBEHAVIOURS.map((how): [string, Changes] => [how, () => ({ misbehaves: { discovery: how } })]),
    ['another issuer', () => ({ discovery: { issuer: 'https://evil.example' } })],
    ['an issuer with another path', ({ url }) => ({ discovery: { issuer: `${url}/tenant` } })],
    ['an issuer with a slash more', ({ url }) => ({ discovery: { issuer: `${url}/` } })],
    ['no issuer', () => ({ discovery: { issuer: undefined } })],
    ['no authorization endpoint', () => ({ discovery: { authorization_endpoint: undefined } })],
    ['a script for one', () => ({ discovery: { authorization_endpoint: 'javascript:alert(1)' } })],
    ['no token endpoint', () => ({ discovery: { token_endpoint: undefined } })],
    ['no keys', () => ({ discovery: { jwks_uri: undefined } })],
  ];
  // Each has a provider of its own, because what was read well once is kept.
  const providers: TestProvider[] = [];
  beforeAll(async () => {
    providers.push(...(await Promise.all(cases.map(() => startTestProvider()))));
  });
  afterAll(() => Promise.all(providers.map((provider) => provider.close())));
  const stage = new OAuthStage(() =>
    Object.fromEntries(providers.map(({ oidcEntry }, at) => [`provider_${at}`, oidcEntry])),
  );

  it.each(cases.map(([what, changes], at) => ({ what, changes, at })))(
    'with $what ends a start on the login page, a link with 503, and is read again the next time',
    async ({ changes, at }) => {
      const [provider, name] = [providers[at]!, `provider_${at}`];
      Object.assign(provider, changes(provider));
      const counted = jest.spyOn(logins, 'inc');
      const browser = stage.browser();
      expect(locationOf(await browser.get(`/auth/oauth/${name}/start`))).toBe('/login?error=provider_error');
      expect(browser.cookies.size).toBe(0);
      expect(counted.mock.calls).toEqual([[{ provider: name, outcome: 'provider_error' }]]);
      const linking = await (await stage.somebodyElse()).post(`/auth/oauth/${name}/link`);
      expect(linking.status).toBe(503);
      expect(await linking.json()).toMatchObject({ status: 503, code: 'provider_unavailable' });
      provider.reset();
      expect(await linkUrl(await stage.somebodyElse(), name)).toContain('/authorize?');
      provider.person.email = `${name}@example.com`;
      expect(locationOf(await browser.signInThrough(name))).toBe('/');
    },
  );
});
