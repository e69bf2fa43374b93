import { SignJWT, decodeJwt } from 'jose';
import { createTestDatabase, eventually, testConfig, type TestDatabase } from '@app/platform/testing';
import { Sessions } from './sessions.js';
import { authSettings, Browser, signedIn, startTestApp, type TestApp } from '../testing/index.js';

describe('a session', () => {
  let database: TestDatabase;
  let tested: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    tested = await startTestApp(testConfig(...authSettings(database.url)));
    other = await startTestApp(testConfig(...authSettings(database.url)));
  });

  afterAll(async () => {
    await other?.close();
    await tested?.close();
    await database?.drop();
  });

  async function person(): Promise<{
    browser: Browser;
    userId: string;
    sessionId: string;
    cookie: string;
    bearer: string;
  }> {
    const { actor, cookie, bearer } = await signedIn(tested.app);
    const browser = tested.browser();
    for (const pair of cookie.split('; ')) browser.cookies.set(pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1));
    return { browser, userId: actor.id, sessionId: actor.sessionId, cookie, bearer };
  }

  const statusOf = async (response: Promise<Response>) => (await response).status;
  /** What ends a session in the database is heard of within milliseconds, and a second at most. */
  const refuses = (ask: () => Promise<Response>) => eventually(async () => (await ask()).status === 401, 1000);
  const age = (sessionId: string, column: 'created_at' | 'last_used_at', interval: string) =>
    tested.dataSource.query(`UPDATE sessions SET ${column} = now() - $2::interval WHERE id = $1`, [
      sessionId,
      interval,
    ]);

  it('is asked for by every route that does not say otherwise', async () => {
    const response = await tested.browser().get('/auth/me');
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
  });

  it('O8 renews a token that has run out, is missing or is broken, on the way', async () => {
    const { browser } = await person();
    for (const token of [undefined, 'garbage', await expired(browser.cookies.get('auth_token')!)]) {
      if (token === undefined) browser.cookies.delete('auth_token');
      else browser.cookies.set('auth_token', token);
      const response = await browser.get('/auth/me');
      expect(response.status).toBe(200);
      expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^auth_token=ey/)]);
      expect((await browser.get('/auth/me')).headers.getSetCookie()).toEqual([]);
    }
  });

  it('O9 ends with logout, on every instance, cookies and bearer alike', async () => {
    const { browser, cookie, bearer } = await person();
    const response = await browser.post('/auth/logout');
    expect(response.status).toBe(204);
    expect(browser.cookies.size).toBe(0);
    for (const instance of [tested, other]) {
      await refuses(() => instance.browser().get('/auth/me', { cookie }));
      await refuses(() => instance.browser().get('/auth/me', { authorization: bearer }));
    }
  });

  it('need not live for a logout', async () => {
    expect(await statusOf(tested.browser().post('/auth/logout'))).toBe(204);
    expect(await statusOf(tested.browser().post('/auth/logout', undefined, { authorization: 'Bearer x' }))).toBe(401);
  });

  it('judges a bearer alone: a bad one is refused whatever the cookies say', async () => {
    const { cookie, bearer } = await person();
    const me = (authorization: string, cookies = {}) =>
      statusOf(tested.browser().get('/auth/me', { authorization, ...cookies }));
    expect(await me(bearer)).toBe(200);
    for (const bad of ['Bearer x', 'Bearer ', 'bearer  x', `${bearer}x`, `Bearer ${await expired(bearer.slice(7))}`]) {
      expect(await me(bad, { cookie })).toBe(401);
    }
    expect(await me('Basic YTpi', { cookie })).toBe(200);
  });

  it('O8 ends after 24 hours without use and 30 days in any case', async () => {
    const idle = await person();
    await age(idle.sessionId, 'last_used_at', '23 hours 59 minutes');
    expect(await statusOf(idle.browser.get('/auth/me'))).toBe(200);
    await age(idle.sessionId, 'last_used_at', '24 hours 1 minute');
    await refuses(() => idle.browser.get('/auth/me'));
    const old = await person();
    await age(old.sessionId, 'created_at', '30 days 1 minute');
    await refuses(() => old.browser.get('/auth/me'));
  });

  it('notes its use at most once a minute', async () => {
    const { browser, sessionId } = await person();
    const lastUse = async () => {
      const [row] = await tested.dataSource.query(
        'SELECT now() - last_used_at < $2::interval AS recent FROM sessions WHERE id = $1',
        [sessionId, '5 seconds'],
      );
      return (row as { recent: boolean }).recent;
    };
    await age(sessionId, 'last_used_at', '40 seconds');
    await browser.get('/auth/me');
    expect(await lastUse()).toBe(false);
    await age(sessionId, 'last_used_at', '61 seconds');
    await eventually(async () => {
      await browser.get('/auth/me');
      return lastUse();
    });
  });

  it('O10 makes room for the eleventh by ending the oldest', async () => {
    const { userId, browser, sessionId } = await person();
    await age(sessionId, 'created_at', '1 hour');
    const sessions = tested.app.get(Sessions);
    await Promise.all(Array.from({ length: 9 }, () => sessions.open(userId, {})));
    expect(await statusOf(browser.get('/auth/me'))).toBe(200);
    await Promise.all(Array.from({ length: 3 }, () => sessions.open(userId, {})));
    await refuses(() => browser.get('/auth/me'));
    expect(await sessions.list(userId)).toHaveLength(10);
  });

  it('O10 can be seen and ended from another one of the same user, and from nobody else’s', async () => {
    const mine = await person();
    const elsewhere = await tested.app.get(Sessions).open(mine.userId, { userAgent: 'Firefox', address: '192.0.2.77' });
    const stranger = await person();
    const { sessions } = (await (await mine.browser.get('/auth/sessions')).json()) as {
      sessions: Record<string, unknown>[];
    };
    expect(sessions).toHaveLength(2);
    expect(sessions).toContainEqual(expect.objectContaining({ id: mine.sessionId, current: true }));
    expect(sessions).toContainEqual(
      expect.objectContaining({ id: elsewhere.id, current: false, userAgent: 'Firefox', address: '192.0.2.77' }),
    );
    expect(await statusOf(stranger.browser.delete(`/auth/sessions/${elsewhere.id}`))).toBe(404);
    expect(await statusOf(mine.browser.delete('/auth/sessions/not-an-id'))).toBe(404);
    expect(await tested.app.get(Sessions).alive([elsewhere.id])).toEqual(new Set([elsewhere.id]));
    expect(await statusOf(mine.browser.delete(`/auth/sessions/${elsewhere.id}`))).toBe(204);
    expect(await other.app.get(Sessions).alive([elsewhere.id, mine.sessionId])).toEqual(new Set([mine.sessionId]));
  });

  it('L4 leaves an audit row for sign-up, for an ended session and for logout', async () => {
    const browser = tested.browser();
    await browser.post('/auth/signup', { email: 'audited@example.com', password: 'correct horse battery staple' });
    const { id } = (await (await browser.get('/auth/me')).json()) as { id: string };
    const elsewhere = await tested.app.get(Sessions).open(id, {});
    await browser.delete(`/auth/sessions/${elsewhere.id}`);
    await browser.post('/auth/logout');
    const rows = await tested.dataSource.query(
      'SELECT action, address FROM audit_events WHERE actor_id = $1 ORDER BY id',
      [id],
    );
    expect(rows).toEqual([
      { action: 'auth.signed_up', address: '192.0.2.1' },
      { action: 'auth.session_revoked', address: '192.0.2.1' },
      { action: 'auth.signed_out', address: '192.0.2.1' },
    ]);
  });
});

/** The same token, rightly signed, but of a minute ago. */
async function expired(token: string): Promise<string> {
  const { sub, sid, iss, aud } = decodeJwt(token) as Record<string, string>;
  const header = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { alg: string };
  return new SignJWT({ sub, sid, iss, aud, iat: now() - 660, exp: now() - 60 })
    .setProtectedHeader(header)
    .sign(Buffer.from('q7Zr1vXnB4sT9wYk2mLp6dHfJ8cAeG3u'));
}
const now = () => Math.floor(Date.now() / 1000);
