import { createTestDatabase, testConfig, type TestDatabase } from '@app/platform/testing';
import { callbackOf } from '../testing/browser.js';
import {
  authSettings,
  signedIn,
  startTestApp,
  startTestProvider,
  type Browser,
  type TestApp,
  type TestProvider,
} from '../testing/index.js';

const PASSWORD = 'correct horse battery staple';

describe('sign-in through a provider', () => {
  let database: TestDatabase;
  let provider: TestProvider;
  let tested: TestApp;
  let other: TestApp;
  let person = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    provider = await startTestProvider();
    const oauthProviders = {
      google: provider.entry,
      github: { ...provider.entry, label: 'GitHub Enterprise' },
      github_off: { kind: 'github', client_id: '', client_secret: '' },
    };
    tested = await startTestApp(testConfig(...authSettings(database.url, oauthProviders)));
    other = await startTestApp(testConfig(...authSettings(database.url, oauthProviders)));
  });

  beforeEach(() => {
    const id = ++person;
    Object.assign(provider, { denies: false, extra: {}, misbehaves: {}, exchanges: 0 });
    provider.person = { id, name: `Person ${id}`, email: `person${id}@example.com`, verified: true };
  });

  afterAll(async () => {
    await other?.close();
    await tested?.close();
    await provider?.close();
    await database?.drop();
  });

  const me = async (browser: Browser) => (await (await browser.get('/auth/me')).json()) as Record<string, string>;
  const locationOf = (response: Response) => {
    expect(response.status).toBe(302);
    return response.headers.get('location');
  };
  /** Signed in with a password; the address is verified if asked. */
  async function withPassword(verified: boolean): Promise<Browser> {
    const browser = tested.browser(`198.51.100.${person}`);
    await browser.post('/auth/signup', { email: provider.person.email, password: PASSWORD });
    await tested.dataSource.query('UPDATE users SET email_verified = $2 WHERE email = $1', [
      provider.person.email,
      verified,
    ]);
    return browser;
  }
  function asUser({ cookie }: { cookie: string }): Browser {
    const browser = tested.browser();
    for (const pair of cookie.split('; ')) browser.cookies.set(pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1));
    return browser;
  }
  async function linkUrl(browser: Browser, name = 'google'): Promise<string> {
    const response = await browser.post(`/auth/oauth/${name}/link`);
    expect(response.status).toBe(201);
    return ((await response.json()) as { url: string }).url;
  }

  it('lists what is configured, in order', async () => {
    const response = await tested.browser().get('/auth/oauth/providers');
    expect(await response.json()).toEqual({
      providers: [
        { name: 'google', label: 'Google' },
        { name: 'github', label: 'GitHub Enterprise' },
      ],
    });
  });

  it.each(['github_off', 'nobody', '__proto__'])('does not start %s', async (name) => {
    expect((await tested.browser().get(`/auth/oauth/${name}/start`)).status).toBe(404);
  });

  it.each(['google', 'github'])(
    'signs in with %s, to where the person wanted, and knows them the next time',
    async (name) => {
      const browser = tested.browser();
      const response = await browser.signInThrough(name, '/billing?from=here');
      expect(locationOf(response)).toBe('/billing?from=here');
      const first = await me(browser);
      expect(first).toMatchObject({ email: provider.person.email, emailVerified: true, name: provider.person.name });
      provider.person.email = `new-address-${person}@example.com`;
      const again = tested.browser();
      await again.signInThrough(name);
      expect((await me(again)).id).toBe(first.id);
    },
  );

  it('O2 sends state, PKCE S256 and our own callback', async () => {
    const url = new URL(await tested.browser().sendTo('google'));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${tested.publicUrl}/auth/oauth/google/callback`,
    });
    expect(url.searchParams.get('state')).toMatch(/^[\w-]{43}$/);
    expect(url.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
  });

  it('O5 goes home when the wish is not a path of ours', async () => {
    const response = await tested.browser().signInThrough('google', '//evil.example');
    expect(locationOf(response)).toBe('/');
  });

  it.each(['%00', '/a&returnTo=/b', '%E0%A4%A'])('O5 starts with the bad wish %s all the same', async (wish) => {
    const browser = tested.browser();
    const started = await browser.get(`/auth/oauth/google/start?returnTo=${wish}`);
    expect(started.status).toBe(302);
    expect(locationOf(await browser.comeBack(started.headers.get('location')!))).toBe('/');
  });

  it('O1 lets five tabs that began at once finish in any order, on any instance', async () => {
    const browser = tested.browser();
    const urls = await Promise.all(Array.from({ length: 5 }, () => browser.sendTo('google')));
    for (const url of urls.reverse()) expect(locationOf(await browser.comeBack(url))).toBe('/');
    const elsewhere = other.browser();
    const begun = await browser.sendTo('github');
    browser.cookies.forEach((value, name) => elsewhere.cookies.set(name, value));
    expect(locationOf(await elsewhere.comeBack(begun))).toBe('/');
  });

  it('O1 accepts a state once, even by two at once', async () => {
    const browser = tested.browser();
    const path = await callbackOf(await browser.sendTo('google'));
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const twice = await Promise.all([1, 2].map(() => tested.browser().get(path, { cookie })));
    expect(twice.map(locationOf).sort()).toEqual(['/', '/login?error=invalid_state']);
    expect(provider.exchanges).toBe(1);
  });

  it('O1 refuses a state that is missing, invented, old, another browser’s or another provider’s', async () => {
    const browser = tested.browser();
    const path = await callbackOf(await browser.sendTo('google'));
    const stranger = tested.browser();
    await stranger.sendTo('google');
    const attempts = [
      browser.get('/auth/oauth/google/callback?code=x'),
      browser.get(`/auth/oauth/google/callback?code=x&state=${'A'.repeat(43)}`),
      browser.get('/auth/oauth/google/callback?error=access_denied&state=x'),
      browser.get('/auth/oauth/google/callback?code=x&state=%00'),
      browser.get('/auth/oauth/google/callback?code=x&state=a&state=b'),
      browser.get('/auth/oauth/nobody/callback?code=x&state=x'),
      stranger.get(path),
    ];
    for (const attempt of attempts) expect(locationOf(await attempt)).toBe('/login?error=invalid_state');
    const held = new Map(browser.cookies);
    expect(locationOf(await browser.get(path.replace('google', 'github')))).toBe('/login?error=invalid_state');
    held.forEach((value, name) => browser.cookies.set(name, value));
    await tested.dataSource.query("UPDATE oauth_flows SET expires_at = now() - interval '1 second'");
    expect(locationOf(await browser.get(path))).toBe('/login?error=invalid_state');
    expect(provider.exchanges).toBe(0);
    expect(browser.cookies.has('session')).toBe(false);
  });

  it('O1 is not spoilt for its owner by a stranger who got hold of the state', async () => {
    const browser = tested.browser();
    const path = await callbackOf(await browser.sendTo('google'));
    const stranger = tested.browser();
    const [name] = browser.cookies.keys();
    stranger.cookies.set(name!, 'A'.repeat(43));
    expect(locationOf(await stranger.get(path))).toBe('/login?error=invalid_state');
    expect(provider.exchanges).toBe(0);
    expect(locationOf(await browser.get(path))).toBe('/');
  });

  it('ends on the login page when the person refuses', async () => {
    provider.denies = true;
    const browser = tested.browser();
    expect(locationOf(await browser.signInThrough('google'))).toBe('/login?error=access_denied');
    expect(browser.cookies.size).toBe(0);
  });

  it('refuses a callback with neither code nor error, and one from another issuer', async () => {
    const browser = tested.browser();
    const state = new URL(await browser.sendTo('google')).searchParams.get('state');
    expect(locationOf(await browser.get(`/auth/oauth/google/callback?state=${state}`))).toBe(
      '/login?error=provider_error',
    );
    provider.extra = { iss: 'https://evil.example' };
    expect(locationOf(await browser.signInThrough('google'))).toBe('/login?error=provider_error');
    provider.extra = { iss: provider.url };
    expect(locationOf(await browser.signInThrough('google'))).toBe('/');
  });

  it('refuses a code that the provider does not know', async () => {
    const browser = tested.browser();
    const state = new URL(await browser.sendTo('github')).searchParams.get('state');
    const response = await browser.get(`/auth/oauth/github/callback?state=${state}&code=injected`);
    expect(locationOf(response)).toBe('/login?error=provider_error');
  });

  const steps = ['token', 'userinfo', 'emails'] as const;
  const ways = ['html', 'error', 'reset', 'redirect', 'huge'] as const;
  it.each(steps.flatMap((step) => ways.map((way) => [step, way] as const)))(
    'O7 survives a provider whose %s endpoint answers with %s',
    async (step, way) => {
      provider.misbehaves = { [step]: way };
      const browser = tested.browser();
      expect(locationOf(await browser.signInThrough('github'))).toBe('/login?error=provider_error');
      expect(browser.cookies.has('session')).toBe(false);
    },
  );

  it('O7 answers within 10 s when the provider hangs', async () => {
    const startedAt = performance.now();
    provider.misbehaves = { emails: 'hang' };
    expect(locationOf(await tested.browser().signInThrough('github'))).toBe('/login?error=provider_error');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  }, 15_000);

  it.each(['google', 'github'])('O3 refuses an address that %s has not verified, or does not have', async (name) => {
    for (const change of [{ verified: false }, { email: null }]) {
      Object.assign(provider.person, change);
      expect(locationOf(await tested.browser().signInThrough(name))).toBe('/login?error=email_unverified');
    }
    expect(
      await tested.dataSource.query('SELECT 1 FROM users WHERE email = $1', [`person${person}@example.com`]),
    ).toEqual([]);
  });

  it('O3 links silently when both sides have verified the address', async () => {
    const local = await me(await withPassword(true));
    const browser = tested.browser();
    expect(locationOf(await browser.signInThrough('google'))).toBe('/');
    expect((await me(browser)).id).toBe(local.id);
  });

  it('O3 asks to link by hand when the local address is not verified', async () => {
    const owner = await withPassword(false);
    expect(locationOf(await tested.browser().signInThrough('google'))).toBe('/login?error=link_required');
    expect(locationOf(await owner.comeBack(await linkUrl(owner)))).toBe('/account');
    const browser = tested.browser();
    expect(locationOf(await browser.signInThrough('google'))).toBe('/');
    expect((await me(browser)).id).toBe((await me(owner)).id);
  });

  it('lets two tabs that bring the same new person at once make one account', async () => {
    const browser = tested.browser();
    const urls = [await browser.sendTo('google'), await browser.sendTo('google')];
    const endings = await Promise.all(urls.map((url) => browser.comeBack(url)));
    expect(endings.map(locationOf)).toEqual(['/', '/']);
  });

  it('a plain start while signed in signs in as the identity’s user, in a new session', async () => {
    const browser = asUser(await signedIn(tested.app));
    const [before, session] = [await me(browser), browser.cookies.get('session')];
    await browser.signInThrough('google');
    expect((await me(browser)).id).not.toBe(before.id);
    expect(browser.cookies.get('session')).not.toBe(session);
  });

  it('O4 does not link what is somebody else’s', async () => {
    await tested.browser().signInThrough('google');
    const browser = asUser(await signedIn(tested.app));
    expect(locationOf(await browser.comeBack(await linkUrl(browser)))).toBe('/account?error=identity_taken');
  });

  it('O4 asks for a recent sign-in to link', async () => {
    const user = await signedIn(tested.app);
    await tested.dataSource.query("UPDATE sessions SET created_at = now() - interval '11 minutes' WHERE id = $1", [
      user.actor.sessionId,
    ]);
    const response = await asUser(user).post('/auth/oauth/google/link');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'sign_in_too_old' });
  });

  it('O4 links to nobody who has signed out on the way', async () => {
    const browser = asUser(await signedIn(tested.app));
    const url = await linkUrl(browser);
    await browser.post('/auth/logout');
    expect(locationOf(await browser.comeBack(url))).toBe('/login?error=invalid_state');
  });

  it('O4 keeps the last way in', async () => {
    const browser = tested.browser();
    await browser.signInThrough('google');
    expect((await browser.delete('/auth/identities/google')).status).toBe(409);
    provider.person = { ...provider.person, id: 1000 + person };
    await browser.comeBack(await linkUrl(browser, 'github'));
    const listed = (await (await browser.get('/auth/identities')).json()) as { identities: { provider: string }[] };
    expect(listed.identities.map(({ provider }) => provider)).toEqual(['google', 'github']);
    const both = await Promise.all(['google', 'github'].map((name) => browser.delete(`/auth/identities/${name}`)));
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect((await browser.delete('/auth/identities/nobody')).status).toBe(404);
  });
});
