import { hash } from '@node-rs/argon2';
import { jest } from '@jest/globals';
import { createTestDatabase, testConfig, type TestDatabase } from '@app/platform/testing';
import { logins } from '../auth.metrics.js';
import { auditOf, authSettings, freshAddress, PASSWORD, signUp, startTestApp, type TestApp } from '../testing/index.js';
import { PasswordHasher } from './password-hasher.js';

const LONG = [...'🦊 jumps over 17 lazy dogs, and nobody knows what the zebra says about that. '.repeat(2)]
  .slice(0, 127)
  .join('');
const CURRENT = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;

describe('login with a password', () => {
  let database: TestDatabase;
  let tested: TestApp;
  let compare: jest.SpiedFunction<(passwordHash: string, password: string) => Promise<boolean>>;
  let counted: jest.SpiedFunction<(typeof logins)['inc']>;

  beforeAll(async () => {
    database = await createTestDatabase();
    tested = await startTestApp(testConfig(...authSettings(database.url)));
  });

  beforeEach(() => {
    const hasher = tested.app.get(PasswordHasher) as unknown as { compare: (a: string, b: string) => Promise<boolean> };
    compare = jest.spyOn(hasher, 'compare');
    counted = jest.spyOn(logins, 'inc');
  });

  afterEach(() => jest.restoreAllMocks());

  afterAll(async () => {
    await tested?.close();
    await database?.drop();
  });

  const logIn = (email: string, password: string, browser = tested.browser(freshAddress())) =>
    browser.post('/auth/login', { email, password });
  const hashOf = async (email: string): Promise<string> =>
    (await tested.dataSource.query('SELECT password_hash FROM users WHERE email = $1', [email]))[0].password_hash;
  const setHash = (email: string, passwordHash: string | null) =>
    tested.dataSource.query('UPDATE users SET password_hash = $2 WHERE email = $1', [email, passwordHash]);
  const outcomes = () => counted.mock.calls.map(([{ provider, outcome }]) => `${provider} ${outcome}`);

  it('P1 P2 never cuts a password off: two that differ in the 128th character are different', async () => {
    const email = 'long@example.com';
    const browser = tested.browser(freshAddress());
    expect((await browser.post('/auth/signup', { email, password: `${LONG}a` })).status).toBe(201);
    expect((await logIn(email, `${LONG}b`)).status).toBe(401);
    expect((await logIn(email, LONG)).status).toBe(401);
    expect((await logIn(email, `${LONG}a`)).status).toBe(200);
  });

  it('P1 takes the same characters from another keyboard', async () => {
    const [email, password] = ['nfc@example.com', 'Schöne Grüße aus Überlingen'];
    const browser = tested.browser(freshAddress());
    await browser.post('/auth/signup', { email, password: password.normalize('NFD') });
    expect((await logIn(email, password.normalize('NFC'))).status).toBe(200);
  });

  it('P4 does the same work and gives the same answer for every failure', async () => {
    const known = await signUp(tested, freshAddress());
    const disabled = await signUp(tested, freshAddress());
    await tested.dataSource.query('UPDATE users SET disabled_at = now() WHERE id = $1', [disabled.id]);
    const provider = await signUp(tested, freshAddress());
    await setHash(provider.email, null);
    const tries = [
      [known.email, 'wrong'],
      ['nobody-at-all@example.com', 'wrong'],
      ['nobody-at-all@example.com', 'nobody has this password'],
      [provider.email, 'nobody has this password'],
      [disabled.email, 'wrong'],
      [disabled.email, PASSWORD],
    ] as const;
    const bodies: unknown[] = [];
    for (const [email, password] of tries) {
      compare.mockClear();
      counted.mockClear();
      const response = await logIn(email, password);
      const { requestId, ...body } = (await response.json()) as Record<string, unknown>;
      expect(requestId).toBeDefined();
      expect(response.headers.getSetCookie()).toEqual([]);
      bodies.push({ status: response.status, body, headers: [...response.headers.keys()].sort() });
      expect(compare).toHaveBeenCalledTimes(1);
      expect(compare.mock.calls[0]![0]).toMatch(CURRENT);
      expect(outcomes()).toEqual(['password invalid_credentials']);
    }
    for (const body of bodies) expect(body).toEqual(bodies[0]);
    // Refused before a session was opened, not after.
    for (const { id } of [known, disabled, provider]) {
      const actions = (await auditOf(tested, id)).map(({ action }) => action);
      expect([...new Set(actions)]).toEqual(['auth.signed_up', 'auth.sign_in_refused']);
    }
    expect(bodies[0]).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
  });

  it('P2 sends people away with 503 when 50 wait already, and counts them', async () => {
    const all = await Promise.all(Array.from({ length: 110 }, (_, at) => logIn(`crowd${at}@example.com`, 'wrong')));
    const busy = all.filter(({ status }) => status === 503);
    expect(busy.length).toBeGreaterThan(0);
    expect(busy.length + all.filter(({ status }) => status === 401).length).toBe(110);
    expect(busy[0]!.headers.get('retry-after')).toBe('5');
    expect(outcomes().filter((outcome) => outcome === 'password busy')).toHaveLength(busy.length);
  });

  it('counts a success and a lockout', async () => {
    const { email } = await signUp(tested, freshAddress());
    await logIn(email, PASSWORD);
    for (let at = 0; at < 6; at++) await logIn(email, 'wrong');
    expect(outcomes()).toEqual([
      'password success',
      ...Array<string>(5).fill('password invalid_credentials'),
      'password blocked',
    ]);
  });

  it.each([
    ['less memory', { memoryCost: 8192 }],
    ['fewer passes', { timeCost: 1 }],
    ['another variant', { algorithm: 1 }],
  ])('P6 renews a hash that was made with %s, at the first login that proves the password', async (_, other) => {
    const { email } = await signUp(tested, freshAddress());
    const old = await hash(PASSWORD, { algorithm: 2, memoryCost: 19456, timeCost: 2, parallelism: 1, ...other });
    await setHash(email, old);
    expect((await logIn(email, 'wrong')).status).toBe(401);
    expect(await hashOf(email)).toBe(old);
    expect((await logIn(email, PASSWORD)).status).toBe(200);
    const renewed = await hashOf(email);
    expect(renewed).toMatch(CURRENT);
    expect((await logIn(email, PASSWORD)).status).toBe(200);
    expect(await hashOf(email)).toBe(renewed);
  });

  it('P6 does not bring back a password that was changed while its hash was renewed, nor let it in', async () => {
    const { email } = await signUp(tested, freshAddress());
    await setHash(email, await hash(PASSWORD, { algorithm: 2, memoryCost: 8192, timeCost: 2, parallelism: 1 }));
    const changed = await hash('another good password 42', {
      algorithm: 2,
      memoryCost: 19456,
      timeCost: 2,
      parallelism: 1,
    });
    const hasher = tested.app.get(PasswordHasher);
    const make = hasher.hash.bind(hasher);
    jest.spyOn(hasher, 'hash').mockImplementationOnce(async (password) => {
      await setHash(email, changed);
      return make(password);
    });
    const response = await logIn(email, PASSWORD);
    expect(await hashOf(email)).toBe(changed);
    expect(response.status).toBe(401);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('P6 lets everybody in who signs in at the same moment with an old hash', async () => {
    const { email } = await signUp(tested, freshAddress());
    await setHash(email, await hash(PASSWORD, { algorithm: 2, memoryCost: 8192, timeCost: 2, parallelism: 1 }));
    const all = await Promise.all(Array.from({ length: 4 }, () => logIn(email, PASSWORD)));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('leaves no session behind when the account is closed or its password changed while it opens', async () => {
    for (const change of ['disabled_at = now()', `password_hash = 'another'`]) {
      const { email, id } = await signUp(tested, freshAddress());
      await tested.dataSource.query('DELETE FROM sessions WHERE user_id = $1', [id]);
      compare.mockImplementationOnce(async () => {
        await tested.dataSource.query(`UPDATE users SET ${change} WHERE id = $1`, [id]);
        return true;
      });
      compare.mockImplementation(() => Promise.resolve(false));
      expect((await logIn(email, PASSWORD)).status).toBe(401);
      expect(await tested.dataSource.query('SELECT 1 FROM sessions WHERE user_id = $1', [id])).toEqual([]);
      compare.mockRestore();
      compare = jest.spyOn(tested.app.get(PasswordHasher) as never, 'compare');
    }
  });

  it('L4 writes sign-up, login and refusal down, and no password with them', async () => {
    const { email, id } = await signUp(tested, freshAddress());
    await logIn(email, PASSWORD);
    await logIn(email, 'wrong');
    expect((await auditOf(tested, id)).map(({ action }) => action)).toEqual([
      'auth.signed_up',
      'auth.signed_in',
      'auth.sign_in_refused',
    ]);
    const [refused] = await tested.dataSource.query('SELECT * FROM audit_events ORDER BY id DESC LIMIT 1');
    expect(refused).toMatchObject({ actor_id: null, subject_id: id, details: { provider: 'password' } });
    await logIn('nobody@example.com', 'wrong');
    const [unknown] = await tested.dataSource.query('SELECT * FROM audit_events ORDER BY id DESC LIMIT 1');
    expect(unknown).toMatchObject({ action: 'auth.sign_in_refused', actor_id: null, subject_id: null });
    const everything = JSON.stringify(await tested.dataSource.query('SELECT * FROM audit_events'));
    expect(everything).not.toContain(PASSWORD);
    expect(everything).not.toContain('nobody@example.com');
  });
});
