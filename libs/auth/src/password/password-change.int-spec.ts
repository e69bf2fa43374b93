import { eventually } from '@app/platform/testing';
import { auditOf, freshAddress, PASSWORD, signUp, type Browser, MailStage } from '../testing/index.js';

const NEW_PASSWORD = 'another good password 42';

describe('changing the password', () => {
  const stage = new MailStage();

  const change = async (browser: Browser, body: object) => {
    const response = await browser.post('/auth/password', body);
    return response.status === 204 ? 204 : `${response.status} ${((await response.json()) as { code: string }).code}`;
  };
  const logIn = async (email: string, password: string, browser = stage.tested.browser(freshAddress())) =>
    (await browser.post('/auth/login', { email, password })).status;
  const person = () => signUp(stage.tested, freshAddress());
  const withoutPassword = async () => {
    const somebody = await person();
    await stage.tested.dataSource.query('UPDATE users SET password_hash = NULL WHERE id = $1', [somebody.id]);
    return somebody;
  };

  it('O9 ends all other sessions and puts this one into a new one', async () => {
    const { browser, email, id } = await person();
    await stage.tested.dataSource.query('UPDATE users SET email_verified = true WHERE id = $1', [id]);
    const other = stage.tested.browser(freshAddress());
    await logIn(email, PASSWORD, other);
    const before = new Map(browser.cookies);
    expect(await change(browser, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD })).toBe(204);
    expect((await browser.get('/auth/me')).status).toBe(200);
    await eventually(async () => (await other.get('/auth/me')).status === 401, 1000);
    const stolen = stage.tested.browser(freshAddress());
    for (const [name, value] of before) stolen.cookies.set(name, value);
    await eventually(async () => (await stolen.get('/auth/me')).status === 401, 1000);
    expect(await stage.tested.dataSource.query('SELECT 1 FROM sessions WHERE user_id = $1', [id])).toHaveLength(1);
    expect(await logIn(email, PASSWORD)).toBe(401);
    expect(await logIn(email, NEW_PASSWORD)).toBe(200);
    expect((await auditOf(stage.tested, id)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['auth.password_changed', 'auth.session_renewed']),
    );
    const { parsed } = await stage.mailbox.next(email, 'Your password was changed');
    expect(parsed.text).toContain('If it was not you');
  });

  it('tells nobody at an address that was never confirmed: it may be a stranger’s', async () => {
    const { browser, email } = await person();
    expect(await change(browser, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD })).toBe(204);
    await browser.post('/auth/password/forgot', { email });
    await stage.mailbox.next(email, 'Choose');
    expect(stage.mailbox.mails.filter(({ to }) => to.includes(email)).map(({ parsed }) => parsed.subject)).toEqual([
      'Confirm your e-mail address',
      'Choose a new password',
    ]);
  });

  it('needs the current one', async () => {
    const { browser, email } = await person();
    expect(await change(browser, { newPassword: NEW_PASSWORD })).toBe('403 wrong_password');
    expect(await change(browser, { currentPassword: 'wrong', newPassword: NEW_PASSWORD })).toBe('403 wrong_password');
    expect((await browser.get('/auth/me')).status).toBe(200);
    expect(await logIn(email, PASSWORD)).toBe(200);
  });

  it('P3 refuses a weak one, and leaves everything as it is', async () => {
    const { browser, email } = await person();
    for (const newPassword of ['', 'short', 'password123', email, 'x'.repeat(129)])
      expect(await change(browser, { currentPassword: PASSWORD, newPassword })).toBe('400 weak_password');
    expect((await browser.get('/auth/me')).status).toBe(200);
    expect(await logIn(email, PASSWORD)).toBe(200);
  });

  it('P5 counts wrong ones as at login, for the account and the browser', async () => {
    const { browser, email } = await person();
    const guess = () => change(browser, { currentPassword: 'wrong', newPassword: NEW_PASSWORD });
    for (let at = 0; at < 5; at++) expect(await guess()).toBe('403 wrong_password');
    expect(await guess()).toBe('429 rate_limited');
    expect(await change(browser, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD })).toBe('429 rate_limited');
    expect(await logIn(email, PASSWORD)).toBe(429);
  });

  it('P5 stays possible for the owner while strangers guess', async () => {
    const { browser, email } = await person();
    for (let at = 0; at < 6; at++) await logIn(email, 'wrong');
    expect(await change(browser, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD })).toBe(204);
  });

  it('makes mailed links that could reset it worthless', async () => {
    const { browser, email } = await person();
    await browser.post('/auth/password/forgot', { email });
    const token = await stage.mailbox.nextToken(email, 'Choose');
    expect(await change(browser, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD })).toBe(204);
    const reset = await browser.post('/auth/password/reset', { token, password: `${NEW_PASSWORD}!` });
    expect(reset.status).toBe(400);
  });

  it('lets one of two changes at once win, and leaves that one’s session alone', async () => {
    const { browser, email, id } = await person();
    const twin = stage.tested.browser(freshAddress());
    for (const [name, value] of browser.cookies) twin.cookies.set(name, value);
    const answers = await Promise.all([
      change(browser, { currentPassword: PASSWORD, newPassword: `${NEW_PASSWORD} a` }),
      change(twin, { currentPassword: PASSWORD, newPassword: `${NEW_PASSWORD} b` }),
    ]);
    expect(answers.filter((answer) => answer === 204)).toHaveLength(1);
    expect(await stage.tested.dataSource.query('SELECT 1 FROM sessions WHERE user_id = $1', [id])).toHaveLength(1);
    expect([await logIn(email, `${NEW_PASSWORD} a`), await logIn(email, `${NEW_PASSWORD} b`)].sort()).toEqual([
      200, 401,
    ]);
  });

  it('says whether there is one, and gives an account without its first after a recent sign-in', async () => {
    const { browser, email, id } = await withoutPassword();
    expect(await (await browser.get('/auth/password')).json()).toEqual({ set: false });
    expect(await change(browser, { newPassword: NEW_PASSWORD })).toBe(204);
    expect(await (await browser.get('/auth/password')).json()).toEqual({ set: true });
    expect(await logIn(email, NEW_PASSWORD)).toBe(200);
    expect((await auditOf(stage.tested, id)).map(({ action }) => action)).toContain('auth.password_set');
  });

  it('does not set a first one in a session that is more than 10 minutes old', async () => {
    const { browser, email, id } = await withoutPassword();
    await stage.tested.dataSource.query(
      `UPDATE sessions SET created_at = now() - interval '601 seconds' WHERE user_id = $1`,
      [id],
    );
    expect(await change(browser, { newPassword: NEW_PASSWORD })).toBe('403 sign_in_too_old');
    expect(await change(browser, { currentPassword: 'x', newPassword: NEW_PASSWORD })).toBe('403 sign_in_too_old');
    expect(await logIn(email, NEW_PASSWORD)).toBe(401);
  });

  it('is for who is signed in', async () => {
    const stranger = stage.tested.browser(freshAddress());
    expect(await change(stranger, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD })).toBe(
      '401 unauthenticated',
    );
    expect((await stranger.get('/auth/password')).status).toBe(401);
  });
});
