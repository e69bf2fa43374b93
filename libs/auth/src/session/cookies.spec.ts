import { randomUUID } from 'node:crypto';
import { testConfig } from '@app/platform/testing';
import { AuthConfig } from '../auth.config.js';
import { AccessTokens } from './access-token.js';
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

  it('O8 stay under 4 KB, even at a very long address', async () => {
    const PUBLIC_URL = `https://${'a-long-label.'.repeat(18)}example.com`;
    const tokens = new AccessTokens(testConfig([AuthConfig], {}, { ...secret, PUBLIC_URL }).get(AuthConfig));
    const jwt = await tokens.sign({ userId: randomUUID(), sessionId: randomUUID() });
    for (const cookie of cookiesAt(PUBLIC_URL).both(jwt, 'x'.repeat(43))) expect(cookie.length).toBeLessThan(4096);
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
