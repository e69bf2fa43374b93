import { jest } from '@jest/globals';
import { logins, providerRequestDuration } from '../auth.metrics.js';
import { MISBEHAVIOURS } from '../testing/provider-misbehaviour.js';
import { locationOf, OAuthStage } from '../testing/oauth-stage.js';

const failed = '/login?error=provider_error';
const CALLS = [
  ['google', 'token'],
  ['google', 'userinfo'],
  ['github', 'token'],
  ['github', 'userinfo'],
  ['github', 'emails'],
  ['work', 'token'],
  ['work', 'jwks'],
  ['work', 'userinfo'],
] as const;

afterEach(() => void jest.restoreAllMocks());

describe('O7 a provider that misbehaves', () => {
  const stage = new OAuthStage();
  /** What makes every call of a kind necessary. */
  const WITHOUT_ADDRESS = { email: undefined, email_verified: undefined };

  it.each(CALLS.flatMap(([name, step]) => MISBEHAVIOURS.map((how) => [name, step, how] as const)))(
    'is survived: %s, whose %s answers with %s',
    async (name, step, how) => {
      const counted = jest.spyOn(logins, 'inc');
      await stage.provider.rotateKeys();
      stage.provider.idTokenClaims = WITHOUT_ADDRESS;
      stage.provider.misbehaves = { [step]: how };
      const asked = stage.provider.asked[step];
      const browser = stage.browser();
      expect(locationOf(await browser.signInThrough(name))).toBe(failed);
      expect(stage.provider.asked[step]).toBe(asked + 1);
      expect(browser.cookies.size).toBe(0);
      expect(counted.mock.calls).toEqual([[{ provider: name, outcome: 'provider_error' }]]);
      stage.provider.misbehaves = {};
      expect(locationOf(await browser.signInThrough(name))).toBe('/');
    },
  );

  it('is measured, call by call', async () => {
    const observed = jest.spyOn(providerRequestDuration, 'observe');
    const steps = () => observed.mock.calls.map(([{ provider, step, error_type }]) => [provider, step, error_type]);
    await stage.browser().signInThrough('github');
    await stage.provider.rotateKeys();
    stage.provider.idTokenClaims = WITHOUT_ADDRESS;
    stage.provider.misbehaves = { userinfo: 'error' };
    await stage.browser().signInThrough('work');
    expect(steps().filter(([, step]) => step !== 'discovery')).toEqual([
      ['github', 'token', 'none'],
      ['github', 'profile', 'none'],
      ['github', 'emails', 'none'],
      ['work', 'token', 'none'],
      ['work', 'jwks', 'none'],
      ['work', 'profile', 'status'],
    ]);
  });
});
