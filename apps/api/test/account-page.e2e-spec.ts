import { readFileSync } from 'node:fs';
import { openPage } from './support/browser.js';
import {
  fill,
  focused,
  NEW_PASSWORD,
  PASSWORD,
  press,
  refuse,
  signIn,
  signUp,
  submit,
  unexpected,
  words,
} from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { say, signInWith } from './support/story.js';

describe('the account page lets its owner', () => {
  const stage = new OpenStage();
  const open = () => openPage(stage.browser, { baseURL: stage.url });

  it('change their name, which shows in the header at once, and take it away', async () => {
    const { page, context, complaints } = await open();
    await signUp(page, 'namer@example.com');
    await page.goto('/account');
    const initials = page.getByTestId('account-menu');
    await initials.getByText('N', { exact: true }).waitFor();
    await page.getByTestId('name').click();
    expect(await focused(page)).toBe('name-field');
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Add a name');
    await page.keyboard.press('Enter');
    await page.keyboard.type('  Ada Lovelace ');
    await page.keyboard.press('Enter');
    await page.getByTestId('name-result').getByText('Your name is saved.').waitFor();
    expect(await words(page, 'account-name')).toBe('Ada Lovelace');
    expect(await focused(page)).toBe('Change name');
    await initials.getByText('AL').waitFor();

    await refuse(page, { method: 'PATCH', path: '/auth/me' }, { status: 429, code: 'rate_limited', retryAfter: 30 });
    await page.getByTestId('name').click();
    await fill(page, 'Name', '');
    await page.keyboard.press('Enter');
    await page.getByTestId('name-error').getByText('Try again in 30 seconds.').waitFor();
    await page.unrouteAll();
    await submit(page);
    await page.getByTestId('account-name').getByText('Not given').waitFor();
    await page.reload();
    await page.getByTestId('account-name').getByText('Not given').waitFor();
    await initials.getByText('N', { exact: true }).waitFor();
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 60_000);

  it('change a password, which signs out every other device', async () => {
    const other = await open();
    await signUp(other.page, 'pilot@example.com');
    const { page, context, complaints } = await open();
    await page.goto('/login?returnTo=%2Faccount');
    await signIn(page, 'pilot@example.com', PASSWORD);
    await page.getByRole('button', { name: /^Revoke/ }).waitFor();

    await page.getByTestId('password').click();
    expect(await focused(page)).toBe('current-password');
    await fill(page, 'Current password', 'not this one');
    await fill(page, 'New password', NEW_PASSWORD);
    await submit(page);
    expect(await words(page, 'password-error')).toContain('That is not your current password');
    expect(await focused(page)).toBe('current-password');
    await fill(page, 'Current password', PASSWORD);
    await submit(page);
    await page.getByTestId('password-result').getByText('Your password is changed.').waitFor();
    expect(await focused(page)).toContain('Change password');
    await page.getByRole('button', { name: /^Revoke/ }).waitFor({ state: 'detached' });
    await page.getByTestId('sessions').getByText('This device').waitFor();

    await other.page.goto('/account');
    await other.page.waitForURL('/login?returnTo=%2Faccount');
    await signIn(other.page, 'pilot@example.com', NEW_PASSWORD);
    await other.page.waitForURL('/account');
    expect(unexpected(complaints)).toEqual([]);
    await Promise.all([context.close(), other.context.close()]);
  }, 60_000);

  it('keep one way in: unlink a provider only after another one or a password is there', async () => {
    const ada = await open();
    await signInWith(ada.page, stage.url, 'google', 'Ada Lovelace');
    await ada.context.close();

    const { page, context, complaints } = await open();
    await signInWith(page, stage.url, 'github', 'Grace Hopper');
    await page.goto('/account');
    await page.getByTestId('identity-github').getByText('Your only way to sign in.').waitFor();
    await press(page, 'Unlink GitHub');
    expect(await words(page, 'link-error')).toContain('your last way to sign in');

    await press(page, 'Link Google');
    await page.locator('button:has-text("Ada Lovelace")').click();
    await page.getByTestId('link-error').getByText('somebody else’s account').waitFor();
    expect(page.url()).toBe(`${stage.url}/account`);
    await press(page, 'Link Google');
    await page.locator('button:has-text("Grace Hopper")').click();
    await page.getByRole('button', { name: 'Unlink Google' }).waitFor();
    await page.getByTestId('sessions').waitFor();
    expect(await page.getByText('Your only way to sign in.').count()).toBe(0);

    await press(page, 'Unlink GitHub');
    await page.getByTestId('link-result').getByText('GitHub is unlinked.').waitFor();
    await page
      .locator(':focus')
      .and(page.getByRole('button', { name: 'Link GitHub' }))
      .waitFor();
    await page.getByTestId('password').getByText('Set a password').click();
    await fill(page, 'New password', NEW_PASSWORD);
    await submit(page);
    await page.getByTestId('password-result').getByText('Your password is set.').waitFor();
    expect(await page.getByText('Your only way to sign in.').count()).toBe(0);
    await press(page, 'Unlink Google');
    await page.getByTestId('link-result').getByText('Google is unlinked.').waitFor();
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 60_000);

  it('end one session, or all the others at once', async () => {
    const devices = [await open(), await open(), await open()];
    const [{ page }] = devices as [Awaited<ReturnType<typeof open>>];
    await signUp(page, 'fleet@example.com');
    for (const { page: other } of devices.slice(1).concat(devices.slice(1, 2))) {
      await other.context().clearCookies();
      await other.goto('/login');
      await signIn(other, 'fleet@example.com', PASSWORD);
      await other.getByTestId('chat-input').waitFor();
    }
    await page.goto('/account');
    const rows = page.getByTestId('sessions').getByRole('listitem');
    await rows.nth(3).waitFor();
    await page
      .getByRole('button', { name: /^Revoke/ })
      .first()
      .click();
    await page.getByTestId('session-result').getByText('is signed out.').waitFor();
    expect(await rows.count()).toBe(3);
    await press(page, 'Sign out everywhere else');
    await page.getByTestId('session-result').getByText('Every other device is signed out.').waitFor();
    expect(await rows.count()).toBe(1);
    for (const { page: other } of devices.slice(1)) {
      await other.goto('/account');
      await other.waitForURL('/login**');
    }
    await Promise.all(devices.map(({ context }) => context.close()));
  }, 60_000);

  it('read why linking failed, even when nobody could tell any more that it was linking', async () => {
    const { page, context, complaints } = await open();
    await signUp(page, 'linker@example.com');
    await page.goto('/login?error=invalid_state');
    await page.getByTestId('link-error').getByText('Linking took too long.').waitFor();
    await page.waitForURL('/account');
    await page.reload();
    await page.getByTestId('sessions').waitFor();
    expect(await page.getByTestId('link-error').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('sign in again where the last sign-in is too old, and come back', async () => {
    const { page, context } = await open();
    await signUp(page, 'sleeper@example.com');
    await page.goto('/account');
    await refuse(page, { method: 'POST', path: '/auth/oauth/github/link' }, { status: 403, code: 'sign_in_too_old' });
    await press(page, 'Link GitHub');
    await page.getByTestId('link-error').getByRole('link', { name: 'Sign in again' }).click();
    await page.waitForURL('/login?returnTo=%2Faccount');
    await signIn(page, 'sleeper@example.com', PASSWORD);
    await page.waitForURL('/account');
    await context.close();
  }, 60_000);

  it('download all that is kept of them, and read why not where that is refused', async () => {
    const { page, context, complaints } = await open();
    await signUp(page, 'archivist@example.com');
    await say(page, '/fast What do you keep of me?');
    await page.goto('/account');
    const button = page.getByTestId('export-data');
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    expect(download.suggestedFilename()).toMatch(/^turnpike-data-\d{4}-\d\d-\d\d\.json$/);
    await page.getByTestId('export-result').getByText('Your data is downloaded.').waitFor();
    const kept = JSON.parse(readFileSync(await download.path(), 'utf8')) as object;
    expect(JSON.stringify(kept)).toContain('What do you keep of me?');
    expect(kept).toMatchObject({ exportedAt: expect.any(String), profile: { email: 'archivist@example.com' } });
    expect(complaints).toEqual([]);

    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await page.route('/auth/me/export', async (route) => {
      await answered;
      await route.fulfill({
        status: 429,
        headers: { 'retry-after': '1800' },
        json: { code: 'rate_limited', title: 'Too many requests', requestId: 'request-of-this-test' },
      });
    });
    await button.click();
    await button.and(page.locator('[aria-disabled=true]')).getByText('One moment…').waitFor();
    expect(await words(page, 'export-result')).toBe('');
    answer();
    await page.getByText('Try again in 30 minutes.').waitFor();
    await page.getByText('request-of-this-test').waitFor();
    await page.unrouteAll();
    await page.route('/auth/me/export', (route) => route.abort());
    await press(page, 'Try again');
    await page.getByText('We could not reach Turnpike.').waitFor();
    await page.unrouteAll();
    await Promise.all([page.waitForEvent('download'), press(page, 'Try again')]);
    await page.getByTestId('export-result').getByText('Your data is downloaded.').waitFor();
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 60_000);
});
