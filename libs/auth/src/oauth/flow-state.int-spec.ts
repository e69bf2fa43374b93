import { callbackOf } from '../testing/browser.js';
import { locationOf, OAuthStage } from '../testing/oauth-stage.js';

describe('O1 the state of a flow', () => {
  const stage = new OAuthStage();
  const browser = () => stage.browser();
  const refused = '/login?error=invalid_state';

  it('lets five tabs that began at once finish in any order, through any provider', async () => {
    const person = browser();
    const names = ['google', 'work', 'google', 'github', 'work'];
    // The one person may come from everywhere, because each provider says that the address is verified.
    const urls = await Promise.all(names.map((name) => person.sendTo(name)));
    for (const url of urls.reverse()) expect(locationOf(await person.comeBack(url))).toBe('/');
  });

  it('lets five tabs that come back at once all finish', async () => {
    const person = browser();
    await person.signInThrough('work');
    const urls = await Promise.all(Array.from({ length: 5 }, () => person.sendTo('work')));
    const endings = await Promise.all(urls.map((url) => person.comeBack(url)));
    expect(endings.map(locationOf)).toEqual(Array(5).fill('/'));
  });

  it.each(['github', 'work'])('lets one instance finish what another began with %s', async (name) => {
    const person = browser();
    const begun = await person.sendTo(name);
    const elsewhere = (await stage.another()).browser();
    person.cookies.forEach((value, cookie) => elsewhere.cookies.set(cookie, value));
    expect(locationOf(await elsewhere.comeBack(begun))).toBe('/');
  });

  it('is good once, even for two instances at once, and with a new code', async () => {
    const person = browser();
    const path = await callbackOf(await person.sendTo('google'));
    const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const instances = [stage.tested, await stage.another()];
    const twice = await Promise.all(instances.map((app) => app.browser().get(path, { cookie })));
    expect(twice.map(locationOf).sort()).toEqual(['/', refused]);
    expect(locationOf(await browser().get(path, { cookie }))).toBe(refused);
    expect(locationOf(await browser().get(path.replace(/code=\w+/, 'code=another'), { cookie }))).toBe(refused);
    expect(stage.provider.exchanges).toBe(1);
  });

  it('is used up before the code is exchanged, so that a failed exchange cannot be tried again', async () => {
    stage.provider.misbehaves = { token: 'error' };
    const person = browser();
    const path = await callbackOf(await person.sendTo('google'));
    const held = new Map(person.cookies);
    expect(locationOf(await person.get(path))).toBe('/login?error=provider_error');
    stage.provider.misbehaves = {};
    held.forEach((value, name) => person.cookies.set(name, value));
    expect(locationOf(await person.get(path))).toBe(refused);
    expect(stage.provider.exchanges).toBe(1);
  });

  it('is refused when it is missing, invented, malformed, or of no provider', async () => {
    const person = browser();
    await person.sendTo('google');
    const wrong = [
      'google/callback?code=x',
      `google/callback?code=x&state=${'A'.repeat(43)}`,
      'google/callback?error=access_denied&state=x',
      'google/callback?code=x&state=',
      'google/callback?code=x&state=%00',
      'google/callback?code=x&state=a&state=b',
      'google/callback?code=x&state[]=a',
      'google/callback',
      'nobody/callback?code=x&state=x',
    ];
    for (const query of wrong) expect(locationOf(await person.get(`/auth/oauth/${query}`))).toBe(refused);
    expect(stage.provider.exchanges).toBe(0);
    expect(person.cookies.has('session')).toBe(false);
  });

  it('is refused in another browser, which has a flow of its own', async () => {
    const path = await callbackOf(await browser().sendTo('google'));
    const stranger = browser();
    await stranger.sendTo('google');
    expect(locationOf(await stranger.get(path))).toBe(refused);
    expect(stage.provider.exchanges).toBe(0);
  });

  it('is not spoilt for its owner by a stranger who got hold of it', async () => {
    const person = browser();
    const path = await callbackOf(await person.sendTo('google'));
    const stranger = browser();
    const [name] = person.cookies.keys();
    stranger.cookies.set(name!, 'A'.repeat(43));
    expect(locationOf(await stranger.get(path))).toBe(refused);
    expect(stage.provider.exchanges).toBe(0);
    expect(locationOf(await person.get(path))).toBe('/');
  });

  it('is refused for another provider than it was made for', async () => {
    const person = browser();
    const path = await callbackOf(await person.sendTo('google'));
    expect(locationOf(await person.get(path.replace('google', 'github')))).toBe(refused);
    expect(stage.provider.exchanges).toBe(0);
  });

  it('is refused after ten minutes', async () => {
    const person = browser();
    const path = await callbackOf(await person.sendTo('google'));
    const [flow] = await stage.sql<{ left: number }>(
      'SELECT extract(epoch FROM max(expires_at) - now())::float AS left FROM oauth_flows',
    );
    expect(flow!.left).toBeGreaterThan(590);
    expect(flow!.left).toBeLessThanOrEqual(600);
    await stage.sql("UPDATE oauth_flows SET expires_at = now() - interval '1 second'");
    expect(locationOf(await person.get(path))).toBe(refused);
    expect(stage.provider.exchanges).toBe(0);
  });

  it('lies in the database as a hash only, and not in the cookie', async () => {
    const person = browser();
    const state = new URL(await person.sendTo('google')).searchParams.get('state')!;
    // Bytes show as hexadecimal.
    const [kept] = await stage.sql<{ flows: string }>("SELECT string_agg(f::text, ' ') AS flows FROM oauth_flows f");
    const hex = (value: string) => Buffer.from(value).toString('hex');
    for (const secret of [state, ...person.cookies.values()]) {
      expect(kept!.flows).not.toContain(secret);
      expect(kept!.flows).not.toContain(hex(secret));
    }
    for (const [name, value] of person.cookies) expect(name + value).not.toContain(state);
  });
});
