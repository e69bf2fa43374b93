import { eventually } from '@app/platform/testing';
import { auditOf, freshAddress, PASSWORD, signUp, MailStage } from '../testing/index.js';

const NEW_PASSWORD = 'another good password 42';
const SUBJECT = 'Choose a new password';

describe('a forgotten password', () => {
  const stage = new MailStage();

  const forgot = (email: string, address = freshAddress()) =>
    stage.tested.browser(address).post('/auth/password/forgot', { email });
  const reset = async (token: string, password = NEW_PASSWORD) => {
    const response = await stage.tested.browser(freshAddress()).post('/auth/password/reset', { token, password });
    expect(response.headers.getSetCookie()).toEqual([]);
    return response.status === 204 ? 204 : `${response.status} ${((await response.json()) as { code: string }).code}`;
  };
  const logIn = async (email: string, password: string) =>
    (await stage.tested.browser(freshAddress()).post('/auth/login', { email, password })).status;
  const userOf = async (id: string) =>
    (await stage.tested.dataSource.query('SELECT * FROM users WHERE id = $1', [id]))[0];
  const verified = (id: string) =>
    stage.tested.dataSource.query('UPDATE users SET email_verified = true WHERE id = $1', [id]);
  async function forgetful(isVerified = true) {
    const person = await signUp(stage.tested, freshAddress());
    if (isVerified) await verified(person.id);
    expect((await forgot(person.email)).status).toBe(202);
    return { ...person, token: await stage.mailbox.nextToken(person.email, SUBJECT) };
  }

  it('is replaced by the link in the mail: the old one is worth nothing, and everybody is signed out', async () => {
    const { browser, email, id, token } = await forgetful();
    expect((await browser.get('/auth/me')).status).toBe(200);
    expect(await reset(token)).toBe(204);
    await eventually(async () => (await browser.get('/auth/me')).status === 401, 1000);
    expect(await stage.tested.dataSource.query('SELECT 1 FROM sessions WHERE user_id = $1', [id])).toEqual([]);
    expect(await logIn(email, PASSWORD)).toBe(401);
    expect(await logIn(email, NEW_PASSWORD)).toBe(200);
    await stage.mailbox.next(email, 'Your password was changed');
    const audit = await auditOf(stage.tested, id);
    expect(audit.map(({ action }) => action)).toEqual([
      'auth.signed_up',
      'auth.password_reset_requested',
      'auth.password_reset',
      'auth.sign_in_refused',
      'auth.signed_in',
    ]);
    expect(JSON.stringify(await stage.tested.dataSource.query('SELECT * FROM audit_events'))).not.toContain(token);
  });

  it('has a link that works once, also when it is tried many times at once', async () => {
    const { token } = await forgetful();
    const all = await Promise.all(Array.from({ length: 6 }, (_, at) => reset(token, `${NEW_PASSWORD} ${at}`)));
    expect(all.filter((answer) => answer === 204)).toHaveLength(1);
    expect(all.filter((answer) => answer === '400 invalid_link')).toHaveLength(5);
    expect(await reset(token)).toBe('400 invalid_link');
  });

  it('has a link for 30 minutes by the clock of the database', async () => {
    const { id, token, email } = await forgetful();
    const [{ minutes }] = await stage.tested.dataSource.query(
      `SELECT extract(epoch FROM expires_at - now()) / 60 AS minutes FROM email_links WHERE user_id = $1 AND purpose = 'reset_password'`,
      [id],
    );
    expect(Number(minutes)).toBeGreaterThan(29);
    expect(Number(minutes)).toBeLessThanOrEqual(30);
    await stage.tested.dataSource.query('UPDATE email_links SET expires_at = now() WHERE user_id = $1', [id]);
    expect(await reset(token)).toBe('400 invalid_link');
    expect(await logIn(email, PASSWORD)).toBe(200);
  });

  it('keeps its link when the new password is weak', async () => {
    const { token, email } = await forgetful();
    expect(await reset(token, 'password123')).toBe('400 weak_password');
    expect(await reset(token, email)).toBe('400 weak_password');
    expect(await reset(token)).toBe(204);
  });

  it('has a link that is good for nothing else, and no other link is good for it', async () => {
    const { browser, token, id } = await forgetful(false);
    expect((await browser.post('/auth/email/verify', { token })).status).toBe(400);
    expect((await userOf(id)).email_verified).toBe(false);
    const other = await signUp(stage.tested, freshAddress());
    expect(await reset(await stage.mailbox.nextToken(other.email, 'Confirm'))).toBe('400 invalid_link');
    expect(await reset('nonsense')).toBe('400 invalid_link');
    expect(await reset(token)).toBe(204);
  });

  it('has a link that dies with the address it went to, and with the account', async () => {
    const moved = await forgetful();
    await stage.tested.dataSource.query(`UPDATE users SET email = 'moved-' || email WHERE id = $1`, [moved.id]);
    expect(await reset(moved.token)).toBe('400 invalid_link');
    const closed = await forgetful();
    await stage.tested.dataSource.query('UPDATE users SET disabled_at = now() WHERE id = $1', [closed.id]);
    expect(await reset(closed.token)).toBe('400 invalid_link');
  });

  it('makes all links of the account worthless, those that confirm the address too', async () => {
    const { browser, email, id } = await signUp(stage.tested, freshAddress());
    const confirmation = await stage.mailbox.nextToken(email, 'Confirm');
    await forgot(email);
    const token = await stage.mailbox.nextToken(email, SUBJECT);
    expect(await reset(token)).toBe(204);
    expect((await userOf(id)).email_verified).toBe(true);
    expect(await stage.tested.dataSource.query('SELECT 1 FROM email_links WHERE user_id = $1', [id])).toEqual([]);
    await browser.post('/auth/login', { email, password: NEW_PASSWORD });
    expect((await browser.post('/auth/email/verify', { token: confirmation })).status).toBe(400);
  });

  it('gives an account that somebody else opened with the address to the owner of the address alone', async () => {
    const squatted = await forgetful(false);
    await addIdentity(squatted.id);
    expect(await reset(squatted.token)).toBe(204);
    expect(await identitiesOf(squatted.id)).toBe(0);
    expect((await userOf(squatted.id)).email_verified).toBe(true);
    const audit = await auditOf(stage.tested, squatted.id);
    expect(audit.map(({ action }) => action)).toContain('auth.email_verified');
  });

  it('leaves the ways in of an account whose address was confirmed before', async () => {
    const { id, token } = await forgetful(true);
    await addIdentity(id);
    expect(await reset(token)).toBe(204);
    expect(await identitiesOf(id)).toBe(1);
  });

  it('P5 lets the owner in again who was locked out', async () => {
    const { browser, email, token } = await forgetful();
    for (let at = 0; at < 5; at++) expect(await logIn(email, 'wrong')).toBe(401);
    await browser.post('/auth/logout');
    for (let at = 0; at < 5; at++) await browser.post('/auth/login', { email, password: 'wrong' });
    expect(await logIn(email, PASSWORD)).toBe(429);
    expect((await browser.post('/auth/password/reset', { token, password: NEW_PASSWORD })).status).toBe(204);
    expect(await logIn(email, NEW_PASSWORD)).toBe(200);
    expect((await browser.post('/auth/login', { email, password: NEW_PASSWORD })).status).toBe(200);
  });

  it('gives an account that had no password its first', async () => {
    const { email, id } = await signUp(stage.tested, freshAddress());
    await verified(id);
    await stage.tested.dataSource.query('UPDATE users SET password_hash = NULL WHERE id = $1', [id]);
    await forgot(email);
    expect(await reset(await stage.mailbox.nextToken(email, SUBJECT))).toBe(204);
    expect(await logIn(email, NEW_PASSWORD)).toBe(200);
  });

  it('is asked for with one answer, whether there is such an account, a closed one, one that had enough mail, or none', async () => {
    const known = await signUp(stage.tested, freshAddress());
    const closed = await signUp(stage.tested, freshAddress());
    await stage.tested.dataSource.query('UPDATE users SET disabled_at = now() WHERE id = $1', [closed.id]);
    const answers: unknown[] = [];
    for (const email of [
      known.email,
      known.email,
      closed.email,
      'nobody@example.com',
      'nobody@example.com',
      'nonsense',
    ]) {
      const response = await forgot(email);
      answers.push([response.status, await response.json(), [...response.headers.keys()].sort()]);
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toEqual([202, {}, expect.anything()]);
    await stage.mailbox.next(known.email, SUBJECT);
    // The mails go out in order: whatever else was to come has come when this one has.
    const last = await forgetful();
    const resets = stage.mailbox.mails.filter(({ parsed }) => parsed.subject === SUBJECT).map(({ to }) => to[0]);
    expect(resets.filter((to) => to === known.email)).toHaveLength(1);
    expect(resets).not.toContain(closed.email);
    expect(resets).not.toContain('nobody@example.com');
    expect(resets).toContain(last.email);
  });

  it('is mailed in whatever case the address is typed, to the address as it is stored', async () => {
    const { email } = await signUp(stage.tested, freshAddress());
    await forgot(` ${email.toUpperCase()} `.trim());
    expect((await stage.mailbox.next(email, SUBJECT)).to).toEqual([email]);
  });

  it('is asked for at most 20 times an hour from an address, known accounts or not', async () => {
    const address = freshAddress();
    for (let at = 0; at < 20; at++) expect((await forgot(`crowd${at}@example.com`, address)).status).toBe(202);
    const next = await forgot('crowd20@example.com', address);
    expect(next.status).toBe(429);
    expect(Number(next.headers.get('retry-after'))).toBeGreaterThan(3000);
  });

  const addIdentity = (userId: string) =>
    stage.tested.dataSource.query(
      `INSERT INTO identities (user_id, provider, issuer, subject) VALUES ($1, 'github', 'https://github.com', $2)`,
      [userId, userId],
    );
  const identitiesOf = async (userId: string): Promise<number> =>
    (await stage.tested.dataSource.query('SELECT 1 FROM identities WHERE user_id = $1', [userId])).length;
});
