import { locationOf, meIn, OAuthStage } from '../../testing/oauth-stage.js';

const now = () => Math.floor(Date.now() / 1000);

describe('O2 an ID token', () => {
  const stage = new OAuthStage();
  const failed = '/login?error=provider_error';
  const signIn = async () => locationOf(await stage.browser().signInThrough('work'));

  it.each<[string, () => Record<string, unknown>]>([
    ['of another issuer', () => ({ iss: 'https://evil.example' })],
    ['without an issuer', () => ({ iss: undefined })],
    ['for another audience', () => ({ aud: 'another-client' })],
    ['without an audience', () => ({ aud: undefined })],
    ['for several audiences, made out to nobody', () => ({ aud: ['client-1', 'another-client'] })],
    ['for several audiences, made out to another', () => ({ aud: ['client-1', 'x'], azp: 'x' })],
    ['made out to another client', () => ({ azp: 'another-client' })],
    ['that has expired', () => ({ exp: now() - 60 })],
    ['that never expires', () => ({ exp: undefined })],
    ['that does not say when it was issued', () => ({ iat: undefined })],
    ['from the future', () => ({ iat: now() + 3600, exp: now() + 7200 })],
    ['that is not good yet', () => ({ nbf: now() + 3600 })],
    ['with another flow’s nonce', () => ({ nonce: 'A'.repeat(43) })],
    ['without a nonce', () => ({ nonce: undefined })],
    ['with an empty nonce', () => ({ nonce: '' })],
    ['without a subject', () => ({ sub: undefined })],
    ['with an empty subject', () => ({ sub: '' })],
    ['whose subject is a number', () => ({ sub: 7 })],
    ['whose subject is endless', () => ({ sub: 'x'.repeat(256) })],
  ])('%s is refused', async (_what, claims) => {
    stage.provider.idTokenClaims = claims();
    expect(await signIn()).toBe(failed);
  });

  it.each(['unsigned', 'client_secret', 'wrong_key', 'unknown_kid'] as const)(
    'whose signature is %s is refused, whatever the provider says it could sign with',
    async (fault) => {
      stage.provider.idTokenFault = fault;
      expect(await signIn()).toBe(failed);
    },
  );

  it('whose signature is cut off is refused', async () => {
    stage.provider.idTokenFault = 'unsigned';
    stage.provider.discovery = { id_token_signing_alg_values_supported: ['none'] };
    expect(await signIn()).toBe(failed);
  });

  it.each(['RS256', 'ES256', 'PS256', 'EdDSA'])('signed with %s is taken', async (algorithm) => {
    await stage.provider.rotateKeys(algorithm);
    expect(await signIn()).toBe('/');
  });

  it('for us among several, made out to us, is taken', async () => {
    stage.provider.idTokenClaims = { aud: ['client-1', 'another-client'], azp: 'client-1' };
    expect(await signIn()).toBe('/');
  });

  it('signed with a key that is newer than the ones we know is taken, and the keys are read once more for it', async () => {
    expect(await signIn()).toBe('/');
    const before = stage.provider.asked.jwks;
    for (let again = 0; again < 6; again++) expect(await signIn()).toBe('/');
    expect(stage.provider.asked.jwks).toBe(before);
    await stage.provider.rotateKeys();
    expect(await signIn()).toBe('/');
    expect(stage.provider.asked.jwks).toBe(before + 1);
  });
});

describe('O3 the address that an OpenID provider tells', () => {
  const stage = new OAuthStage();
  const signIn = async () => locationOf(await stage.browser().signInThrough('work'));
  const unverified = '/login?error=email_unverified';
  const NONE = { email: undefined, email_verified: undefined };

  it.each([
    ['says no', { email_verified: false }],
    ['says yes in a text', { email_verified: 'true' }],
    ['says yes with a number', { email_verified: 1 }],
  ])('counts as unverified when the ID token %s, whatever userinfo says', async (_how, claims) => {
    stage.provider.idTokenClaims = claims;
    expect(await signIn()).toBe(unverified);
    expect(await stage.sql('SELECT 1 FROM users WHERE email = $1', [stage.provider.person.email])).toEqual([]);
  });

  it('is asked of userinfo when the ID token does not tell', async () => {
    stage.provider.idTokenClaims = NONE;
    const browser = stage.browser();
    expect(locationOf(await browser.signInThrough('work'))).toBe('/');
    expect(await meIn(browser)).toMatchObject({ email: stage.provider.person.email, emailVerified: true });
  });

  it('is never put together from two answers', async () => {
    stage.provider.idTokenClaims = { email: 'victim@example.com', email_verified: undefined };
    stage.provider.userinfo = { email: undefined };
    expect(await signIn()).toBe(unverified);
  });

  it.each([
    ['says no', { email_verified: false }],
    ['says yes in a text', { email_verified: 'true' }],
    ['knows none', { email: null }],
    ['does not say', { email_verified: undefined }],
  ])('counts as unverified when userinfo %s', async (_how, userinfo) => {
    stage.provider.idTokenClaims = NONE;
    stage.provider.userinfo = userinfo;
    expect(await signIn()).toBe(unverified);
  });

  it('is not taken from a userinfo about somebody else', async () => {
    stage.provider.idTokenClaims = NONE;
    stage.provider.userinfo = { sub: 'somebody-else' };
    expect(await signIn()).toBe('/login?error=provider_error');
  });
});

describe('O3 a provider without userinfo', () => {
  const stage = new OAuthStage();

  it('is believed by its ID token alone', async () => {
    stage.provider.discovery = { userinfo_endpoint: undefined };
    expect(locationOf(await stage.browser().signInThrough('work'))).toBe('/');
    stage.nextPerson();
    stage.provider.idTokenClaims = { email_verified: undefined };
    expect(locationOf(await stage.browser().signInThrough('work'))).toBe('/login?error=email_unverified');
  });
});
