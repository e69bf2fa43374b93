import { callbackOf } from '../testing/browser.js';
import { locationOf, OAuthStage } from '../testing/oauth-stage.js';

const KINDS = ['google', 'github', 'work'];

describe('a callback that somebody has tampered with', () => {
  const stage = new OAuthStage();
  const browser = () => stage.browser();
  const failed = '/login?error=provider_error';
  const parameterOf = (url: string, name: string) => new URL(url, 'http://localhost').searchParams.get(name)!;

  it.each(KINDS)('O1 ends when %s sends neither a code nor an error', async (name) => {
    const person = browser();
    const state = parameterOf(await person.sendTo(name), 'state');
    for (const query of ['', '&code=', '&code=a&code=b']) {
      const again = query ? parameterOf(await person.sendTo(name), 'state') : state;
      expect(locationOf(await person.get(`/auth/oauth/${name}/callback?state=${again}${query}`))).toBe(failed);
    }
    expect(stage.provider.exchanges).toBe(0);
  });

  it.each(KINDS)('O1 ends when the person refuses at %s', async (name) => {
    stage.provider.denies = true;
    const person = browser();
    expect(locationOf(await person.signInThrough(name))).toBe('/login?error=access_denied');
    expect(person.cookies.size).toBe(0);
  });

  it.each(KINDS)('O1 ends when %s does not know the code, or has given it before', async (name) => {
    const person = browser();
    const state = parameterOf(await person.sendTo(name), 'state');
    const invented = await person.get(`/auth/oauth/${name}/callback?state=${state}&code=invented`);
    expect(locationOf(invented)).toBe(failed);
    const used = parameterOf(await callbackOf(await person.sendTo(name)), 'code');
    const first = parameterOf(await person.sendTo(name), 'state');
    const second = parameterOf(await person.sendTo(name), 'state');
    await person.get(`/auth/oauth/${name}/callback?state=${first}&code=${used}`);
    expect(locationOf(await person.get(`/auth/oauth/${name}/callback?state=${second}&code=${used}`))).toBe(failed);
    expect(person.cookies.has('session')).toBe(false);
  });

  it.each(KINDS)('O2 a code of another flow at %s fails on PKCE, even with a state of one’s own', async (name) => {
    const victimsCode = parameterOf(await callbackOf(await browser().sendTo(name)), 'code');
    const attacker = browser();
    const state = parameterOf(await attacker.sendTo(name), 'state');
    expect(locationOf(await attacker.get(`/auth/oauth/${name}/callback?state=${state}&code=${victimsCode}`))).toBe(
      failed,
    );
    expect(stage.provider.exchanges).toBe(1);
    expect(attacker.cookies.has('session')).toBe(false);
  });

  it('O2 a code of another OpenID flow fails on the nonce, even where the provider ignores PKCE', async () => {
    stage.provider.ignoresPkce = true;
    expect(locationOf(await browser().signInThrough('work'))).toBe('/');
    const victimsCode = parameterOf(await callbackOf(await browser().sendTo('work')), 'code');
    const attacker = browser();
    const state = parameterOf(await attacker.sendTo('work'), 'state');
    const injected = await attacker.get(`/auth/oauth/work/callback?state=${state}&code=${victimsCode}`);
    expect(locationOf(injected)).toBe(failed);
  });

  it.each(KINDS)('O1 an attacker’s own code and state do not sign a victim in at %s', async (name) => {
    stage.provider.ignoresPkce = true;
    const attackersCallback = await callbackOf(await browser().sendTo(name));
    const victim = browser();
    await victim.sendTo(name);
    expect(locationOf(await victim.get(attackersCallback))).toBe('/login?error=invalid_state');
    expect(stage.provider.exchanges).toBe(0);
  });

  it.each(KINDS)(
    'O2 an authorization whose challenge was stripped or replaced on the way to %s fails',
    async (name) => {
      for (const change of [
        (url: URL) => url.searchParams.delete('code_challenge'),
        (url: URL) => url.searchParams.set('code_challenge', 'A'.repeat(43)),
      ]) {
        const person = browser();
        const url = new URL(await person.sendTo(name));
        change(url);
        expect(locationOf(await person.comeBack(url.href))).toBe(failed);
      }
      expect(stage.provider.given).toEqual([]);
    },
  );

  it.each(KINDS)('O2 an answer that names another issuer than %s is refused before its code is sent', async (name) => {
    const { provider } = stage;
    for (const iss of ['https://evil.example', `${provider.url}.evil.example`, 'nonsense', '']) {
      provider.extra = { iss };
      expect(locationOf(await browser().signInThrough(name))).toBe(failed);
    }
    const person = browser();
    const path = await callbackOf(await person.sendTo(name));
    expect(locationOf(await person.get(`${path}&iss=${provider.url}`))).toBe(failed);
    expect(provider.exchanges).toBe(0);
    provider.extra = { iss: provider.url };
    expect(locationOf(await browser().signInThrough(name))).toBe('/');
  });

  it('O2 an error that names another issuer is not the person’s refusal', async () => {
    stage.provider.extra = { iss: 'https://evil.example' };
    stage.provider.denies = true;
    expect(locationOf(await browser().signInThrough('work'))).toBe(failed);
  });

  it('O2 a code from one provider is never sent to another (mix-up)', async () => {
    const person = browser();
    const path = await callbackOf(await person.sendTo('google'));
    expect(locationOf(await person.get(path.replace('google', 'work')))).toBe('/login?error=invalid_state');
    expect(stage.provider.exchanges).toBe(0);
  });
});

describe('a provider that promises to name itself', () => {
  const stage = new OAuthStage();

  it('O2 is refused when it does not, and when it names a neighbour', async () => {
    const { provider } = stage;
    provider.discovery = { authorization_response_iss_parameter_supported: true };
    expect(locationOf(await stage.browser().signInThrough('work'))).toBe('/login?error=provider_error');
    provider.extra = { iss: `${provider.url}/another-tenant` };
    expect(locationOf(await stage.browser().signInThrough('work'))).toBe('/login?error=provider_error');
    expect(provider.exchanges).toBe(0);
    provider.extra = { iss: provider.url };
    expect(locationOf(await stage.browser().signInThrough('work'))).toBe('/');
  });
});
