import { jest } from '@jest/globals';
import { logins } from '../auth.metrics.js';
import { locationOf, meIn, OAuthStage } from '../testing/oauth-stage.js';

const KINDS = ['google', 'github', 'enterprise', 'work'];

afterEach(() => void jest.restoreAllMocks());

describe('sign-in through a provider', () => {
  const stage = new OAuthStage();
  const browser = () => stage.browser();

  it('O6 lists what is configured, in order', async () => {
    const response = await browser().get('/auth/oauth/providers');
    expect(await response.json()).toEqual({
      providers: [
        { name: 'google', label: 'Google' },
        { name: 'github', label: 'Octopus' },
        { name: 'enterprise', label: 'GitHub' },
        { name: 'work', label: 'Work' },
      ],
    });
  });

  const nobody = [
    'github_off',
    'nobody',
    '__proto__',
    'constructor',
    'Google',
    'google%20',
    '..%2fgoogle',
    '%F0%9F%92%A9',
  ];
  it.each(nobody)('O6 does not start %s, and nobody comes back from there', async (name) => {
    expect((await browser().get(`/auth/oauth/${name}/start`)).status).toBe(404);
    const callback = await browser().get(`/auth/oauth/${name}/callback?code=x&state=x`);
    expect(locationOf(callback)).toBe('/login?error=invalid_state');
    const signedIn = await stage.somebodyElse();
    expect((await signedIn.post(`/auth/oauth/${name}/link`)).status).toBe(404);
  });

  it.each(KINDS)('signs in with %s, to where the person wanted, and knows them the next time', async (name) => {
    const counted = jest.spyOn(logins, 'inc');
    const first = browser();
    expect(locationOf(await first.signInThrough(name, '/billing?from=here'))).toBe('/billing?from=here');
    expect(counted.mock.calls).toEqual([[{ provider: name, outcome: 'success' }]]);
    const { person } = stage.provider;
    expect(await meIn(first)).toMatchObject({ email: person.email, emailVerified: true, name: person.name });
    person.email = `new-address-${person.id}@example.com`;
    const again = browser();
    await again.signInThrough(name);
    expect((await meIn(again)).id).toBe((await meIn(first)).id);
  });

  it.each(KINDS)('O2 sends state, PKCE S256 and one callback of our own to %s', async (name) => {
    const url = new URL(await browser().sendTo(name));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: stage.provider.entry.client_id,
      code_challenge_method: 'S256',
      redirect_uri: `${stage.tested.publicUrl}/auth/oauth/${name}/callback`,
    });
    expect(url.searchParams.get('state')).toMatch(/^[\w-]{43}$/);
    expect(url.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(url.searchParams.has('client_secret')).toBe(false);
  });

  it('O2 sends a nonce of its own with each OpenID flow, and asks for an ID token', async () => {
    const urls = [new URL(await browser().sendTo('work')), new URL(await browser().sendTo('work'))];
    const nonces = urls.map((url) => url.searchParams.get('nonce'));
    expect(nonces[0]).toMatch(/^[\w-]{43}$/);
    expect(new Set(nonces).size).toBe(2);
    expect(urls[0]!.searchParams.get('scope')).toBe('openid email profile');
  });

  it('O5 goes home when the wish is not a path of ours', async () => {
    expect(locationOf(await browser().signInThrough('google', '//evil.example'))).toBe('/');
  });

  it.each(['%00', '/a&returnTo=/b', '%E0%A4%A'])('O5 starts with the bad wish %s all the same', async (wish) => {
    const person = browser();
    const started = await person.get(`/auth/oauth/google/start?returnTo=${wish}`);
    expect(started.status).toBe(302);
    expect(locationOf(await person.comeBack(started.headers.get('location')!))).toBe('/');
  });

  it('takes a number for one server’s, not for a person’s: the same id on another GitHub is somebody else', async () => {
    const [here, there] = [browser(), browser()];
    await here.signInThrough('enterprise');
    const rows = await stage.sql('SELECT issuer FROM identities WHERE user_id = $1', [(await meIn(here)).id]);
    expect(rows).toEqual([{ issuer: stage.provider.url }]);
    await stage.sql("UPDATE identities SET issuer = 'https://github.com' WHERE user_id = $1", [(await meIn(here)).id]);
    stage.provider.person.email = `somebody-else-${stage.provider.person.id}@example.com`;
    await there.signInThrough('enterprise');
    expect((await meIn(there)).id).not.toBe((await meIn(here)).id);
  });

  it('O9 a plain start while signed in signs in as the identity’s user, in a new session', async () => {
    const person = await stage.somebodyElse();
    const [before, session] = [await meIn(person), person.cookies.get('session')];
    await person.signInThrough('google');
    expect((await meIn(person)).id).not.toBe(before.id);
    expect(person.cookies.get('session')).not.toBe(session);
  });

  it('lets two tabs that bring the same new person at once make one account', async () => {
    const person = browser();
    const urls = [await person.sendTo('google'), await person.sendTo('google')];
    const endings = await Promise.all(urls.map((url) => person.comeBack(url)));
    expect(endings.map(locationOf)).toEqual(['/', '/']);
  });

  it('O9 lets nobody into an account that is disabled, whether the identity is known or not', async () => {
    await browser().signInThrough('google');
    await stage.sql('UPDATE users SET disabled_at = now() WHERE email = $1', [stage.provider.person.email]);
    for (const name of ['google', 'work']) {
      const person = browser();
      expect(locationOf(await person.signInThrough(name))).toBe('/login?error=access_denied');
      expect(person.cookies.size).toBe(0);
    }
  });

  it('L4 writes down who was refused by which provider and why, and nothing that anybody can cause', async () => {
    const refusals = () =>
      stage.sql(
        `SELECT subject_id AS "of", address, details FROM audit_events WHERE action = 'auth.sign_in_refused'
                  AND id > $1 ORDER BY id`,
        [last],
      );
    const [{ last }] = await stage.sql<{ last: string }>('SELECT coalesce(max(id), 0) AS last FROM audit_events');
    const { id } = await meIn(await stage.withPassword(false));
    await browser().signInThrough('google');
    await stage.sql('UPDATE users SET disabled_at = now() WHERE id = $1', [id]);
    await browser().signInThrough('work');
    stage.provider.person.verified = false;
    await browser().signInThrough('github');
    await browser().get('/auth/oauth/google/callback?state=forged&code=x');
    await browser().get('/auth/oauth/google/callback?error=access_denied');
    const address = '192.0.2.1';
    expect(await refusals()).toEqual([
      { of: id, address, details: { provider: 'google', reason: 'link_required' } },
      { of: id, address, details: { provider: 'work', reason: 'account_disabled' } },
      { of: null, address, details: { provider: 'github', reason: 'email_unverified' } },
    ]);
  });

  it('keeps a text that no database takes out of the answer, and out of the errors', async () => {
    stage.provider.idTokenClaims = { name: 'Zero\u0000Byte' };
    expect(locationOf(await browser().signInThrough('work'))).toBe('/');
    stage.provider.idTokenClaims = { sub: 'zero\u0000byte' };
    expect(locationOf(await browser().signInThrough('work'))).toBe('/login?error=provider_error');
    stage.provider.idTokenClaims = { sub: 'another', email: 'zero\u0000@example.com' };
    expect(locationOf(await browser().signInThrough('work'))).toBe('/login?error=email_unverified');
  });
});
