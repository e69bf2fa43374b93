import { randomUUID } from 'node:crypto';
import { eventually, testConfig } from '@app/platform/testing';
import type { SignupView } from '@app/protocol';
import {
  auditOf,
  authSettings,
  freshAddress,
  PASSWORD,
  signUp,
  startTestApp,
  type Browser,
  type TestApp,
  MailStage,
} from '../testing/index.js';

const SUBJECT = 'Confirm';

describe('confirming an e-mail address', () => {
  const stage = new MailStage();

  async function person() {
    const signedUp = await signUp(stage.tested, freshAddress());
    return { ...signedUp, token: await stage.mailbox.nextToken(signedUp.email, SUBJECT) };
  }
  const verify = async (browser: Browser, token: string) => {
    const response = await browser.post('/auth/email/verify', { token });
    return response.status === 204 ? 204 : `${response.status} ${((await response.json()) as { code: string }).code}`;
  };
  const resend = (browser: Browser) => browser.post('/auth/email/verification');
  const isVerified = async (id: string): Promise<boolean> =>
    (await stage.tested.dataSource.query('SELECT email_verified FROM users WHERE id = $1', [id]))[0].email_verified;
  const toldAtSignUp = async (tested: TestApp) => {
    const account = { email: `${randomUUID()}@example.com`, password: PASSWORD };
    const answer = (await (await tested.browser(freshAddress()).post('/auth/signup', account)).json()) as SignupView;
    return { emailVerified: answer.emailVerified, confirmationMailed: answer.confirmationMailed };
  };
  const linksOf = (id: string) => stage.tested.dataSource.query('SELECT * FROM email_links WHERE user_id = $1', [id]);

  it('works by the link in the mail that sign-up sends, and shows at once', async () => {
    const { browser, token, id, email } = await person();
    expect(await isVerified(id)).toBe(false);
    expect(await verify(browser, token)).toBe(204);
    expect(await isVerified(id)).toBe(true);
    await eventually(
      async () => ((await (await browser.get('/auth/me')).json()) as { emailVerified: boolean }).emailVerified,
      1000,
    );
    const audit = await auditOf(stage.tested, id);
    expect(audit.map(({ action }) => action)).toContain('auth.email_verified');
    expect(JSON.stringify(await stage.tested.dataSource.query('SELECT * FROM audit_events'))).not.toContain(token);
    const again = await resend(browser);
    expect([again.status, await again.json()]).toMatchObject([409, { code: 'already_verified' }]);
    expect(stage.mailbox.mails.filter(({ to }) => to.includes(email))).toHaveLength(1);
  });

  it('is told of by the answer to a sign-up only where mail can be sent', async () => {
    expect(await toldAtSignUp(stage.tested)).toEqual({ emailVerified: false, confirmationMailed: true });
  });

  it('stores a hash of the token alone, for 24 hours', async () => {
    const { token, id } = await person();
    const [link] = await linksOf(id);
    expect(JSON.stringify(link)).not.toContain(token);
    expect(link.token_hash).toHaveLength(32);
    expect(link.expires_at - Date.now()).toBeGreaterThan(23.9 * 3600_000);
    expect(link.expires_at - Date.now()).toBeLessThan(24.1 * 3600_000);
  });

  it('works once, also when it is tried many times at once', async () => {
    const { browser, token } = await person();
    const all = await Promise.all(Array.from({ length: 8 }, () => verify(browser, token)));
    expect(all.filter((answer) => answer === 204)).toHaveLength(1);
    expect(all.filter((answer) => answer === '400 invalid_link')).toHaveLength(7);
  });

  it('makes the other links worthless', async () => {
    const { browser, email, token } = await person();
    expect((await resend(browser)).status).toBe(202);
    const second = await stage.mailbox.nextToken(email, SUBJECT);
    expect(await verify(browser, second)).toBe(204);
    expect(await verify(browser, token)).toBe('400 invalid_link');
  });

  it('does not work after 24 hours by the clock of the database, and old links are swept away', async () => {
    const { browser, email, token, id } = await person();
    await stage.tested.dataSource.query('UPDATE email_links SET expires_at = now() WHERE user_id = $1', [id]);
    expect(await verify(browser, token)).toBe('400 invalid_link');
    expect(await isVerified(id)).toBe(false);
    await resend(browser);
    await stage.mailbox.nextToken(email, SUBJECT);
    expect(await linksOf(id)).toHaveLength(1);
  });

  it('does not work for somebody else, to whom the link says nothing, and stays good for its owner', async () => {
    const owner = await person();
    const stranger = await person();
    expect(await verify(stranger.browser, owner.token)).toBe('400 invalid_link');
    expect(await verify(stage.tested.browser(freshAddress()), owner.token)).toBe('401 unauthenticated');
    expect([await isVerified(owner.id), await isVerified(stranger.id)]).toEqual([false, false]);
    expect(await verify(owner.browser, owner.token)).toBe(204);
  });

  it('does not work with a link for another purpose, to another address, or with nonsense', async () => {
    const { browser, token, id } = await person();
    await stage.tested.dataSource.query(`UPDATE email_links SET purpose = 'reset_password' WHERE user_id = $1`, [id]);
    expect(await verify(browser, token)).toBe('400 invalid_link');
    await stage.tested.dataSource.query(`UPDATE email_links SET purpose = 'verify_email' WHERE user_id = $1`, [id]);
    await stage.tested.dataSource.query(`UPDATE users SET email = 'moved-' || email WHERE id = $1`, [id]);
    expect(await verify(browser, token)).toBe('400 invalid_link');
    for (const nonsense of ['x', `${token}x`, token.slice(1), '💥'])
      expect(await verify(browser, nonsense)).toBe('400 invalid_link');
    for (const nothing of ['', '\u0000']) expect(await verify(browser, nothing)).toBe('400 invalid_request');
  });

  it('is mailed again once a minute for an account and 20 times an hour from an address', async () => {
    const { browser, id } = await person();
    expect((await resend(browser)).status).toBe(202);
    expect(await auditOf(stage.tested, id)).toContainEqual({
      action: 'auth.email_verification_requested',
      details: {},
    });
    const soon = await resend(browser);
    expect(soon.status).toBe(429);
    expect(Number(soon.headers.get('retry-after'))).toBeGreaterThan(50);
    const address = freshAddress();
    const statuses: number[] = [];
    for (let at = 0; at < 21; at++) {
      const other = await signUp(stage.tested, freshAddress());
      const there = stage.tested.browser(address);
      for (const [name, value] of other.browser.cookies) there.cookies.set(name, value);
      statuses.push((await resend(there)).status);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(202), 429]);
  });

  it('is never a reason for sign-up to fail or to wait', async () => {
    stage.mailbox.troubles = ['hang', 'never', 'hang_up'];
    const before = stage.mailbox.tries;
    for (let at = 0; at < 3; at++) await signUp(stage.tested, freshAddress());
    await eventually(() => stage.mailbox.tries >= before + 3);
    stage.mailbox.troubles = [];
  });

  it('cannot be had in production without SMTP_URL, where sign-up goes on without', async () => {
    const [sections, yaml, environment] = authSettings(stage.database.url);
    const silent = await startTestApp(testConfig(sections, yaml, { ...environment, NODE_ENV: 'production' }));
    try {
      const { browser, id } = await signUp(silent, freshAddress());
      const refused = await resend(browser);
      expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'mail_unavailable' }]);
      const forgot = await browser.post('/auth/password/forgot', { email: 'nobody@example.com' });
      expect([forgot.status, await forgot.json()]).toMatchObject([503, { code: 'mail_unavailable' }]);
      expect(await linksOf(id)).toEqual([]);
      expect(await toldAtSignUp(silent)).toEqual({ emailVerified: false, confirmationMailed: false });
      expect((await browser.post('/auth/login', { email: 'x', password: PASSWORD })).status).toBe(401);
    } finally {
      await silent.close();
    }
  });
});
