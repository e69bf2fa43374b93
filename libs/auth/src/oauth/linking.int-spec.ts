import { signedIn } from '../testing/signed-in.js';
import { linkUrl, locationOf, meIn, OAuthStage } from '../testing/oauth-stage.js';

const KINDS = ['google', 'github', 'work'];

describe('an identity that is new here', () => {
  const stage = new OAuthStage();
  const signIn = async (name: string) => locationOf(await stage.browser().signInThrough(name));
  const noAccount = async () =>
    expect(await stage.sql('SELECT 1 FROM users WHERE email = $1', [stage.provider.person.email])).toEqual([]);

  it.each(KINDS)('O3 is refused when %s has not verified the address, or has none', async (name) => {
    stage.provider.person.verified = false;
    expect(await signIn(name)).toBe('/login?error=email_unverified');
    await noAccount();
    stage.provider.person.email = null;
    expect(await signIn(name)).toBe('/login?error=email_unverified');
  });

  it.each(KINDS)('O3 does not get into an account by an address that %s has not verified', async (name) => {
    await stage.withPassword(true);
    stage.provider.person.verified = false;
    expect(await signIn(name)).toBe('/login?error=email_unverified');
    expect(await stage.sql('SELECT 1 FROM identities WHERE email = $1', [stage.provider.person.email])).toEqual([]);
  });

  it.each(KINDS)('O3 is linked silently when %s and we have verified the address', async (name) => {
    const local = await meIn(await stage.withPassword(true));
    stage.provider.person.email = stage.provider.person.email!.toUpperCase();
    const browser = stage.browser();
    expect(locationOf(await browser.signInThrough(name))).toBe('/');
    expect((await meIn(browser)).id).toBe(local.id);
  });

  it.each(KINDS)('O3 of %s asks to be linked by hand when the local address is not verified', async (name) => {
    const owner = await stage.withPassword(false);
    expect(await signIn(name)).toBe('/login?error=link_required');
    expect(await stage.sql('SELECT 1 FROM identities WHERE email = $1', [stage.provider.person.email])).toEqual([]);
    expect(locationOf(await owner.comeBack(await linkUrl(owner, name)))).toBe('/account');
    const browser = stage.browser();
    expect(locationOf(await browser.signInThrough(name))).toBe('/');
    expect((await meIn(browser)).id).toBe((await meIn(owner)).id);
  });
});

describe('linking while signed in', () => {
  const stage = new OAuthStage();
  const audited = async (action: string, userId: string | undefined) =>
    (await stage.sql('SELECT 1 FROM audit_events WHERE action = $1 AND actor_id = $2', [action, userId])).length;

  it('O3 proves the account’s own address when the provider has verified the same, and says so once', async () => {
    const owner = await stage.withPassword(false);
    for (const name of ['google', 'google', 'work']) {
      expect(locationOf(await owner.comeBack(await linkUrl(owner, name)))).toBe('/account');
      expect(await meIn(owner)).toMatchObject({ emailVerified: true });
    }
    const { id } = await meIn(owner);
    expect(await audited('auth.email_verified', id)).toBe(1);
    // It is one person of one issuer, whichever entry of the settings leads there.
    expect(await audited('auth.identity_linked', id)).toBe(1);
  });

  it('O3 proves nothing about another address', async () => {
    const owner = await stage.withPassword(false);
    stage.provider.person.email = `other-${stage.provider.person.id}@example.com`;
    expect(locationOf(await owner.comeBack(await linkUrl(owner)))).toBe('/account');
    expect(await meIn(owner)).toMatchObject({ emailVerified: false });
    expect(await audited('auth.email_verified', (await meIn(owner)).id)).toBe(0);
  });

  it('O4 does not take what is somebody else’s', async () => {
    await stage.browser().signInThrough('google');
    const browser = await stage.somebodyElse();
    expect(locationOf(await browser.comeBack(await linkUrl(browser)))).toBe('/account?error=identity_taken');
  });

  it('O4 gives an identity that two people link at once to one of them', async () => {
    const browsers = [await stage.somebodyElse(), await stage.somebodyElse()];
    const urls = await Promise.all(browsers.map((browser) => linkUrl(browser)));
    const endings = await Promise.all(browsers.map((browser, at) => browser.comeBack(urls[at]!)));
    expect(endings.map(locationOf).sort()).toEqual(['/account', '/account?error=identity_taken']);
  });

  it('O4 needs a recent sign-in', async () => {
    const user = await signedIn(stage.tested.app);
    await stage.sql("UPDATE sessions SET created_at = now() - interval '11 minutes' WHERE id = $1", [
      user.actor.sessionId,
    ]);
    const response = await stage.withCookies(user.cookie).post('/auth/oauth/google/link');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'sign_in_too_old' });
  });

  it('O4 is a POST from a page of ours, by somebody who is signed in', async () => {
    const browser = await stage.somebodyElse();
    expect((await browser.get('/auth/oauth/google/link')).status).toBe(404);
    const foreign = { origin: 'https://evil.example' };
    expect((await browser.post('/auth/oauth/google/link', undefined, foreign)).status).toBe(403);
    expect((await stage.browser().post('/auth/oauth/google/link')).status).toBe(401);
  });

  it('O4 links to nobody who has signed out on the way, or in as somebody else', async () => {
    const browser = await stage.somebodyElse();
    const [first, second] = [await linkUrl(browser), await linkUrl(browser)];
    await browser.post('/auth/logout');
    expect(locationOf(await browser.comeBack(first))).toBe('/login?error=invalid_state');
    (await stage.somebodyElse()).cookies.forEach((value, name) => browser.cookies.set(name, value));
    expect(locationOf(await browser.comeBack(second))).toBe('/login?error=invalid_state');
    expect(stage.provider.exchanges).toBe(0);
  });

  it('O4 ends on the account page when it fails', async () => {
    const browser = await stage.somebodyElse();
    const session = browser.cookies.get('session');
    const { provider } = stage;
    const ending = async (name: string) => locationOf(await browser.comeBack(await linkUrl(browser, name)));
    provider.denies = true;
    expect(await ending('google')).toBe('/account?error=access_denied');
    provider.denies = false;
    provider.person.verified = false;
    expect(await ending('work')).toBe('/account?error=email_unverified');
    provider.misbehaves = { emails: 'html' };
    expect(await ending('github')).toBe('/account?error=provider_error');
    expect(browser.cookies.get('session')).toBe(session);
    const { identities } = (await (await browser.get('/auth/identities')).json()) as { identities: object[] };
    expect(identities).toEqual([]);
  });

  it('O4 ends on the login page when there is no flow of its own', async () => {
    const browser = await stage.somebodyElse();
    await linkUrl(browser);
    const response = await browser.get(`/auth/oauth/google/callback?code=x&state=${'A'.repeat(43)}`);
    expect(locationOf(response)).toBe('/login?error=invalid_state');
  });

  it('O4 keeps the last way in', async () => {
    const browser = stage.browser();
    await browser.signInThrough('google');
    expect((await browser.delete('/auth/identities/google')).status).toBe(409);
    stage.provider.person.id += 1000;
    await browser.comeBack(await linkUrl(browser, 'github'));
    const listed = (await (await browser.get('/auth/identities')).json()) as { identities: { provider: string }[] };
    expect(listed.identities.map(({ provider }) => provider)).toEqual(['google', 'github']);
    const both = await Promise.all(['google', 'github'].map((name) => browser.delete(`/auth/identities/${name}`)));
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect((await browser.delete('/auth/identities/nobody')).status).toBe(404);
    // L4: for the one that went, and for none that stayed.
    expect(await audited('auth.identity_unlinked', (await meIn(browser)).id)).toBe(1);
  });
});
