import type { BrowserContext } from 'playwright-core';
import { signOut } from './support/account-menu.js';
import { openPage } from './support/browser.js';
import {
  askForReset,
  fill,
  focused,
  NEW_PASSWORD,
  PASSWORD,
  press,
  refuse,
  sendResetLink,
  signIn,
  signUp,
  submit,
  unexpected,
  words,
} from './support/forms.js';
import { OpenStage } from './support/stage.js';

/** Every address that was asked for, and the one it was asked from. */
function watchAddresses(context: BrowserContext): () => string {
  const seen: string[] = [];
  context.on('request', (request) => {
    seen.push(request.url(), request.headers()['referer'] ?? '');
  });
  return () => seen.join('\n');
}

/** What the pages have kept in the browser, apart from the theme. */
const KEPT = `[...Object.keys(localStorage), ...Object.keys(sessionStorage)]
  .filter((key) => key !== 'turnpike.theme' && !key.startsWith('sveltekit:'))`;

describe('the pages around signing in', () => {
  const stage = new OpenStage();
  const tokenOf = (link: string) => new URL(link).hash.slice(1);

  const open = (options?: Parameters<typeof openPage>[1]) =>
    openPage(stage.browser, { baseURL: stage.url, ...options });

  it('let somebody who forgot the password set a new one by the link in the mail', async () => {
    const { page, context, complaints } = await open();
    const addresses = watchAddresses(context);
    await signUp(page, 'keeper@example.com');
    expect(await words(page, 'flash')).toContain('We have mailed you a link to confirm keeper@example.com');
    await signOut(page);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await sendResetLink(page, 'keeper@example.com');
    expect(await focused(page)).toContain('If there is an account with keeper@example.com');

    const link = await stage.inbox.linkTo('keeper@example.com', 'reset-password');
    await page.goto(link);
    await fill(page, 'New password', 'password1');
    expect(page.url()).toBe(`${stage.url}/reset-password`);
    await submit(page);
    expect(await words(page, 'reset-error')).toContain('Choose another password');
    expect(await focused(page)).toBe('new-password');
    await fill(page, 'New password', NEW_PASSWORD);
    await submit(page);
    await page.waitForURL('/login');
    expect(await words(page, 'flash')).toContain('Your new password is set');
    await signIn(page, 'keeper@example.com', NEW_PASSWORD);
    await page.getByTestId('chat-input').waitFor();
    expect(await words(page, 'flash')).toBe('');

    await page.goto(link);
    await fill(page, 'New password', PASSWORD);
    await submit(page);
    await page.getByTestId('link-refused').getByRole('link', { name: 'Ask for a new link' }).click();
    await page.waitForURL('/forgot-password');
    expect(addresses()).not.toContain(tokenOf(link));
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 60_000);

  it('do not say that a mail was sent where none can be', async () => {
    const { page, context, complaints } = await open();
    await page.route('/auth/signup', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), confirmationMailed: false } });
    });
    await signUp(page, 'silent@example.com');
    expect(await words(page, 'flash')).toContain('silent@example.com stays unconfirmed');
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('say the same about a forgotten password whether there is an account or not', async () => {
    const { page, context } = await open();
    await askForReset(page, 'grace@example.com');
    const known = await words(page, 'forgot-sent');
    await askForReset(page, 'nobody@example.com');
    const unknown = await words(page, 'forgot-sent');
    expect(unknown.replace('nobody', 'grace')).toBe(known);
    await context.close();
  }, 60_000);

  it('confirm an address by the link in the mail, after a sign-in where there is none, and tell a server nothing', async () => {
    const first = await open();
    await signUp(first.page, 'mate@example.com');
    const link = await stage.inbox.linkTo('mate@example.com', 'verify-email');

    const { page, context, complaints } = await open();
    const addresses = watchAddresses(context);
    await page.goto(link);
    await page.waitForURL('/login?returnTo=%2Fverify-email');
    await signIn(page, 'mate@example.com', PASSWORD);
    await page.getByTestId('verified').getByText('Thank you').waitFor();
    expect(page.url()).toBe(`${stage.url}/verify-email`);
    expect(await page.evaluate<string[]>(KEPT)).toEqual([]);
    expect(addresses()).not.toContain(tokenOf(link));

    await page.goto('about:blank');
    await page.goto(link);
    await page.getByTestId('verified').getByText('confirmed already').waitFor();
    await first.page.goto('/account');
    await first.page.getByText('Confirmed', { exact: true }).waitFor();
    expect(unexpected([...complaints, ...first.complaints])).toEqual([]);
    await Promise.all([context.close(), first.context.close()]);
  }, 60_000);

  it('confirm nobody else’s address, and send a new link to whoever needs one', async () => {
    const owner = await open();
    await signUp(owner.page, 'owner@example.com');
    const foreign = await stage.inbox.linkTo('owner@example.com', 'verify-email');
    await owner.context.close();

    const { page, context, complaints } = await open();
    await signUp(page, 'other@example.com');
    const first = await stage.inbox.linkTo('other@example.com', 'verify-email');
    await page.goto(foreign);
    expect(await words(page, 'link-refused')).toContain('you are signed in as other@example.com');
    await press(page, 'Send confirmation mail');
    await page.getByTestId('confirmation').getByText('Sent to other@example.com').waitFor();
    await press(page, 'Send it again');
    expect(await words(page, 'confirmation-error')).toMatch(/Try again in \d+ (second|minute)/);
    const second = await stage.inbox.linkTo('other@example.com', 'verify-email', first);
    // In the same tab only what stands behind the `#` changes, and nothing is loaded anew.
    await page.goto(second);
    await page.getByTestId('verified').waitFor();
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 60_000);

  it('go back to the confirmation after a sign-in with a provider', async () => {
    const { page, context } = await open();
    await page.goto(`${stage.url}/verify-email#${'a'.repeat(43)}`);
    await page.getByTestId('provider-google').click();
    await page.locator('button:has-text("Alan Turing")').click();
    await page.waitForURL('/verify-email');
    await page.getByTestId('verified').getByText('alan@example.com').waitFor();
    await context.close();
  }, 60_000);

  it('say in words how long to wait, and that mail cannot be sent', async () => {
    const { page, context } = await open();
    await refuse(page, { method: 'POST', path: '/auth/login' }, { status: 429, code: 'rate_limited', retryAfter: 893 });
    await page.goto('/login');
    await signIn(page, 'a@example.com', PASSWORD);
    expect(await words(page, 'sign-in-error')).toContain('Try again in 15 minutes.');
    await refuse(page, { method: 'POST', path: '/auth/login' }, { status: 503, code: 'unavailable', retryAfter: 5 });
    await submit(page);
    await page.getByTestId('sign-in-error').getByText('Try again in 5 seconds.').waitFor();

    await refuse(page, { method: 'POST', path: '/auth/password/forgot' }, { status: 503, code: 'mail_unavailable' });
    await page.goto('/forgot-password');
    await fill(page, 'E-mail', 'a@example.com');
    await submit(page);
    expect(await words(page, 'forgot-error')).toContain('cannot send mail');
    await context.close();
  }, 60_000);

  it.each([
    ['access_denied', 'cancelled or refused'],
    ['invalid_state', 'expired'],
    ['provider_error', 'could not sign you in'],
    ['email_unverified', 'not confirmed'],
    ['link_required', 'already an account'],
  ])(
    'tell what %s means and what to do next',
    async (code, meaning) => {
      const { page, context, complaints } = await open();
      await page.goto(`/login?error=${code}`);
      expect(await words(page, 'sign-in-error')).toMatch(new RegExp(`${meaning}[^]+(again|then|Try)`));
      expect(complaints).toEqual([]);
      await context.close();
    },
    60_000,
  );

  it('are served to strangers, and after a reload say that the link has to be opened again', async () => {
    const { page, context, complaints } = await open();
    for (const path of ['/forgot-password', '/reset-password', '/verify-email']) {
      const response = await page.request.get(stage.url + path, {
        headers: { 'sec-fetch-mode': 'navigate' },
        maxRedirects: 0,
      });
      expect([path, response.status(), response.headers()['content-type']]).toEqual([
        path,
        200,
        'text/html; charset=utf-8',
      ]);
    }
    await page.goto(`/reset-password#${'a'.repeat(43)}`);
    await page.getByLabel('New password', { exact: true }).waitFor();
    await page.reload();
    expect(await words(page, 'link-refused')).toContain('Open the link in the mail again');
    // A link whose end got lost in the mail program is none.
    await page.goto('/reset-password#abc');
    await page.getByTestId('link-refused').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);
});
