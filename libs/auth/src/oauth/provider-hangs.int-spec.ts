import { fairTimeOf } from '@app/platform/testing';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { callbackOf } from '../testing/browser.js';
import { locationOf, OAuthStage } from '../testing/oauth-stage.js';
import { ENDLESS } from '../testing/provider-misbehaviour.js';
import { startTestProvider, type ProviderStep, type TestProvider } from '../testing/test-provider.js';

const failed = '/login?error=provider_error';

describe('O7 a provider that never finishes', () => {
  const providers: TestProvider[] = [];
  const calls: [string, ProviderStep][] = [
    ['google', 'token'],
    ['google', 'userinfo'],
    ['github', 'emails'],
    ['oidc', 'discovery'],
    ['oidc', 'token'],
    ['oidc', 'jwks'],
    ['oidc', 'userinfo'],
  ];
  const cases = [
    ...ENDLESS.flatMap((how) => calls.map(([kind, step]) => ({ kind, step, how, slowMs: 0 }))),
    // Three calls that take less than 8 s each, and more than that together.
    { kind: 'oidc', step: 'token' as const, how: undefined, slowMs: 3000 },
  ];
  const nameOf = (at: number) => `provider_${at}`;
  // Each has a provider of its own, so that all of them can hang at the same time.
  beforeAll(async () => {
    providers.push(...(await Promise.all(cases.map(() => startTestProvider()))));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  const silent = createServer();
  afterAll(() => Promise.all([...providers.map((provider) => provider.close()), silent.close()]));
  const stage = new OAuthStage((provider) => {
    const tls = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/token`;
    const entryOf = (kind: string, own: TestProvider): Record<string, string> =>
      kind === 'oidc' ? own.oidcEntry : { ...own.entry, kind };
    return {
      ...Object.fromEntries(cases.map(({ kind }, at) => [nameOf(at), entryOf(kind, providers[at]!)])),
      silent: { ...provider.entry, kind: 'google', token_url: tls },
    };
  });

  it('is given up within 10 s, whichever call hangs or drips, and the process answers meanwhile', async () => {
    const visits = async () =>
      Promise.all(
        cases.map(async ({ how, step, slowMs }, at) => {
          const provider = providers[at]!;
          provider.idTokenClaims = { email: undefined, email_verified: undefined };
          const browser = stage.browser();
          if (step === 'discovery') {
            provider.misbehaves = { discovery: how };
            return browser.get(`/auth/oauth/${nameOf(at)}/start`);
          }
          const path = await callbackOf(await browser.sendTo(nameOf(at)));
          Object.assign(provider, { slowMs, misbehaves: { [step]: how } });
          return browser.get(path);
        }),
      );
    const tookMs = await fairTimeOf(async () => {
      const endings = visits();
      expect((await stage.browser().get('/auth/oauth/providers')).status).toBe(200);
      expect((await endings).map(locationOf)).toEqual(cases.map(() => failed));
    });
    expect(tookMs).toBeLessThan(10_000);
  });

  it('is given up after 3 s when it does not even accept a connection', async () => {
    const browser = stage.browser();
    const path = await callbackOf(await browser.sendTo('silent'));
    const tookMs = await fairTimeOf(async () => expect(locationOf(await browser.get(path))).toBe(failed));
    expect(tookMs).toBeLessThan(6000);
  });
});
