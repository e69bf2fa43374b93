import { testConfig } from '@app/platform/testing';
import { FlowCookies } from './flow-cookies.js';
import { OAuthConfig } from './oauth.config.js';

const cookiesAt = (PUBLIC_URL: string) =>
  new FlowCookies(testConfig([OAuthConfig], {}, { PUBLIC_URL }).get(OAuthConfig));

describe('the cookie of a flow', () => {
  const cookies = cookiesAt('https://app.example.com');

  it('goes to the sign-in routes only, for ten minutes', () => {
    const [cookie] = cookies.begin({}, 'state-1', 'browser-1');
    expect(cookie).toMatch(
      /^__Secure-oauth_flow_[0-9a-f]{12}=browser-1; Path=\/auth\/oauth; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  it('is found by the state of its own flow, and not by another’s', () => {
    const cookie = cookies.begin({}, 'state-1', 'browser-1')[0]!.split(';')[0]!;
    expect(cookies.find({ cookie }, 'state-1')).toBe('browser-1');
    expect(cookies.find({ cookie }, 'state-2')).toBeUndefined();
  });

  it('does not tell the state', () => {
    expect(cookies.begin({}, 'state-1', 'browser-1')[0]).not.toContain('state-1');
  });

  it('makes room for the eleventh by ending the oldest', () => {
    const names = Array.from({ length: 10 }, (_, at) => cookies.begin({}, `state-${at}`, 'b')[0]!.split('=')[0]!);
    const cookie = ['session=x', ...names.map((name) => `${name}=b`)].join('; ');
    const [fresh, ended, ...rest] = cookies.begin({ cookie }, 'state-10', 'b');
    expect(fresh).toContain('Max-Age=600');
    expect(ended).toMatch(new RegExp(`^${names[0]}=; .*Max-Age=0`));
    expect(rest).toEqual([]);
  });
});
