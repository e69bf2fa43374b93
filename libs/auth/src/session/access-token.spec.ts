import { createHmac } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose';
import { testConfig } from '@app/platform/testing';
import { AuthConfig } from '../auth.config.js';
import { Unauthenticated } from '../auth.errors.js';
import { AccessTokens } from './access-token.js';

const OLD = 'Zm9yIHRoZSBvbGQgc2VjcmV0IG9mIGEgdGVzdA';
const NEW = 'Rm9yIHRoZSBuZXcgc2VjcmV0IG9mIGEgdGVzdA';
const ORIGIN = 'https://app.example.com';
const ids = { userId: '6f1d5e6e-0f3a-4d6f-9a52-1c8f5a3f7c11', sessionId: '0f1d5e6e-0f3a-4d6f-9a52-1c8f5a3f7c22' };

const tokens = (...secrets: string[]) =>
  new AccessTokens(testConfig([AuthConfig], {}, { PUBLIC_URL: ORIGIN, JWT_SECRET: secrets.join(',') }).get(AuthConfig));

describe('an access token', () => {
  it('O8 says who and which session, for ten minutes, and nothing of plan or role', async () => {
    const token = await tokens(NEW).sign(ids);
    const { iat, exp, ...claims } = decodeJwt(token);
    expect(claims).toEqual({ iss: ORIGIN, aud: ORIGIN, sub: ids.userId, sid: ids.sessionId });
    expect(exp! - iat!).toBe(600);
    expect(await tokens(NEW).verify(token)).toEqual(ids);
  });

  it('O8 is signed with the raw bytes of the first secret', async () => {
    const [header, payload, signature] = (await tokens(NEW, OLD).sign(ids)).split('.');
    expect(createHmac('sha256', Buffer.from(NEW, 'utf8')).update(`${header}.${payload}`).digest('base64url')).toBe(
      signature,
    );
  });

  it('O8 stays good through a rotation of the secret, until the old one is dropped', async () => {
    const token = await tokens(OLD).sign(ids);
    expect(await tokens(NEW, OLD).verify(token)).toEqual(ids);
    await expect(tokens(NEW).verify(token)).rejects.toThrow(Unauthenticated);
  });

  const header = async () => decodeProtectedHeader(await tokens(NEW).sign(ids)) as { alg: string; kid: string };
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: ORIGIN, aud: ORIGIN, sub: ids.userId, sid: ids.sessionId, iat: now, exp: now + 60 };
  const signed = async (payload: object, more: object = {}, secret = NEW) =>
    new SignJWT(payload as never).setProtectedHeader({ ...(await header()), ...more }).sign(Buffer.from(secret));

  it.each(Object.keys(claims))('O8 is refused without %s', async (claim) => {
    expect(await tokens(NEW).verify(await signed(claims))).toEqual(ids);
    const rest = Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim));
    await expect(tokens(NEW).verify(await signed(rest))).rejects.toThrow(Unauthenticated);
  });

  it('O8 is refused when made out by or for somebody else, run out, without a kid, or signed otherwise', async () => {
    const wrong = [
      await signed({ ...claims, iss: 'https://evil.example' }),
      await signed({ ...claims, aud: 'https://evil.example' }),
      await signed({ ...claims, exp: now - 1 }),
      await signed({ ...claims, sub: 'not an id' }),
      await signed(claims, { kid: undefined }),
      await signed(claims, { kid: 'another' }),
      await signed(claims, {}, OLD),
      await signed(claims, { alg: 'HS512' }),
      new UnsecuredJWT(claims).encode(),
      'garbage',
      '',
    ];
    for (const token of wrong) await expect(tokens(NEW).verify(token)).rejects.toThrow(Unauthenticated);
  });
});
