import { testConfig } from '@app/platform/testing';
import { AuthConfig } from '../auth.config.js';
import { SessionCookies } from './session-cookies.js';
import { cookieNames, cookieOf } from './cookies.js';

const secret = { JWT_SECRET: 'Zm9yIHRoZSBvbGQgc2VjcmV0IG9mIGEgdGVzdA' };
const cookiesAt = (PUBLIC_URL: string) =>
  new SessionCookies(testConfig([AuthConfig], {}, { ...secret, PUBLIC_URL }).get(AuthConfig));

describe('the cookies', () => {
  it('are found by their whole name', () => {
    expect(cookieOf('xsession=1; session=a=b ;session2=c', 'session')).toBe('a=b');
    expect(cookieOf('nonsense; ; =x', 'session')).toBeUndefined();
    expect(cookieOf(undefined, 'session')).toBeUndefined();
    expect(cookieNames('a=1; b=2')).toEqual(['a', 'b']);
  });

  it('are bound to host and TLS when the public URL is https', () => {
    const [token, session] = cookiesAt('https://app.example.com').both('jwt', 'opaque');
    expect(token).toBe('__Host-auth_token=jwt; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure');
    expect(session).toBe('__Host-session=opaque; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure');
  });

  it('are read under the names they were set with, and under no others', () => {
    const cookie = '__Host-auth_token=jwt; __Host-session=opaque';
    expect(cookiesAt('https://app.example.com').read({ cookie })).toEqual({ accessToken: 'jwt', token: 'opaque' });
    expect(cookiesAt('http://localhost:8000').read({ cookie })).toEqual({ accessToken: undefined, token: undefined });
  });

  it('are removed by both being empty and old', () => {
    for (const cookie of cookiesAt('http://localhost:8000').none())
      expect(cookie).toMatch(/^\w+=; Path=\/; Max-Age=0; Expires=Thu/);
  });
});
