import type { Page } from 'playwright-core';
import { eventually } from '@app/platform/testing';
import { openPage } from './support/browser.js';
import { fill, PASSWORD, press, signUp, unexpected, words } from './support/forms.js';
import { OpenStage } from './support/stage.js';

const attributesOf = (page: Page, label: string) =>
  page
    .getByLabel(label, { exact: true })
    .evaluate(({ type, name, autocomplete }: { type: string; name: string; autocomplete: string }) => [
      type,
      name,
      autocomplete,
    ]);

const GAP_ABOVE_FORM = `(() => {
  const form = document.querySelector('main form'), card = form.closest('.card');
  const room = card.clientTop + parseFloat(getComputedStyle(card).paddingTop);
  return form.getBoundingClientRect().top - card.getBoundingClientRect().top - room;
})()`;
const EDGES = `[...document.querySelectorAll('main *')].flatMap((element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return [top, bottom];
})`;
const INTER_IS_HERE = `document.fonts.check('16px Inter') && [...document.fonts].some(({ family, status }) => family === 'Inter' && status === 'loaded')`;
const SKELETON_STYLE = `getComputedStyle(document.querySelector('.skeleton'))`;
const LONGEST_MOTION_S = `Math.max(...[...document.querySelectorAll('*')].flatMap((element) => {
  const { animationDuration, transitionDuration } = getComputedStyle(element);
  return [animationDuration, transitionDuration].join(', ').split(', ').map(parseFloat);
}))`;

describe('the forms of /login and /signup', () => {
  const stage = new OpenStage();
  const open = (options?: Parameters<typeof openPage>[1]) =>
    openPage(stage.browser, { baseURL: stage.url, ...options });

  it('tell password managers what each field is, and let people paste', async () => {
    const { page, context, complaints } = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto('/login');
    await page.getByTestId('submit').waitFor();
    expect(await attributesOf(page, 'E-mail')).toEqual(['email', 'email', 'username']);
    expect(await attributesOf(page, 'Password')).toEqual(['password', 'current-password', 'current-password']);
    await page.evaluate('navigator.clipboard.writeText("pasted and long enough")');
    await page.getByLabel('Password', { exact: true }).focus();
    await page.keyboard.press('Control+V');
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('pasted and long enough');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.waitForURL('/signup');
    expect(await attributesOf(page, 'E-mail')).toEqual(['email', 'email', 'email']);
    expect(await attributesOf(page, 'Password')).toEqual(['password', 'new-password', 'new-password']);
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('show the password to whoever wants to see it, and its strength while it is typed', async () => {
    const { page, context } = await open();
    await page.goto('/signup');
    await fill(page, 'E-mail', 'keeper@example.com');
    const field = page.getByLabel('Password', { exact: true });
    const strength = page.locator('#strength');
    for (const [text, meaning] of [
      ['short', 'At least 8'],
      ['keeper-of-the-key', 'e-mail address out of it'],
      ['password12', 'Easy to guess'],
      ['qhvwxzpd', 'Weak'],
      [PASSWORD, 'Strong'],
    ] as const) {
      await field.fill(text);
      await strength.getByText(meaning).waitFor();
    }
    expect([await strength.getAttribute('aria-live'), await field.getAttribute('aria-describedby')]).toEqual([
      'polite',
      'strength',
    ]);
    await press(page, 'Show password');
    expect(await field.getAttribute('type')).toBe('text');
    expect(await page.getByRole('button', { name: 'Show password' }).getAttribute('aria-pressed')).toBe('true');
    await press(page, 'Show password');
    expect(await field.getAttribute('type')).toBe('password');
    await context.close();
  }, 60_000);

  it('have no buttons and no gap where no provider is configured', async () => {
    const { page, context } = await open();
    await page.route('/auth/oauth/providers', (route) => route.fulfill({ json: { providers: [] } }));
    for (const path of ['/login', '/signup']) {
      await page.goto(path);
      const form = page.getByRole('main').locator('form');
      await form.waitFor();
      expect(await page.locator('.provider').count()).toBe(0);
      expect(await page.getByText('or with e-mail').count()).toBe(0);
      const gap = await page.evaluate<number>(GAP_ABOVE_FORM);
      expect([path, Math.round(gap)]).toEqual([path, 0]);
    }
    await context.close();
  }, 60_000);

  it('show what is coming only after 300 ms, and move nothing for whoever wants no motion', async () => {
    const { page, context } = await open({ reducedMotion: 'reduce' });
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await page.route('/auth/oauth/providers', async (route) => {
      await answered;
      await route.continue();
    });
    await page.goto('/login');
    const skeleton = page.locator('.skeleton').first();
    await skeleton.waitFor({ state: 'attached' });
    expect((await page.evaluate<string>(`${SKELETON_STYLE}.animationDelay`)).split(', ')[0]).toBe('0.3s');
    await page.evaluate('Promise.all(document.getAnimations().map((each) => each.finished))');
    expect(await page.evaluate<string>(`${SKELETON_STYLE}.opacity`)).toBe('1');
    expect(await page.evaluate<number>(LONGEST_MOTION_S)).toBeLessThanOrEqual(0.001);
    answer();
    await page.getByTestId('provider-google').waitFor();
    await context.close();
  }, 60_000);

  it('move nothing when their letters arrive late', async () => {
    const { page, context, complaints } = await open();
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    await page.route('**/inter-latin-*.woff2', async (route) => {
      await arrived;
      await route.continue();
    });
    await page.goto('/login', { waitUntil: 'domcontentloaded' });
    await page.getByTestId('provider-google').waitFor();
    const before = await page.evaluate<number[]>(EDGES);
    expect(await page.evaluate(INTER_IS_HERE)).toBe(false);
    arrive();
    await eventually(() => page.evaluate<boolean>(INTER_IS_HERE));
    const after = await page.evaluate<number[]>(EDGES);
    expect(Math.max(...after.map((edge, at) => Math.abs(edge - before[at]!)))).toBeLessThanOrEqual(1);
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('say that there is no connection, and go on when it is back', async () => {
    const { page, context, complaints } = await open();
    await page.goto('/login');
    await page.getByTestId('provider-google').waitFor();
    await context.setOffline(true);
    await page.getByRole('status').getByText('You are offline.').waitFor();
    await fill(page, 'E-mail', 'a@example.com');
    await fill(page, 'Password', PASSWORD);
    await page.getByTestId('submit').click();
    expect(await words(page, 'sign-in-error')).toContain('We could not reach Turnpike.');
    await context.setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'detached' });
    await page.getByTestId('submit').click();
    await page.getByTestId('sign-in-error').getByText('do not match').waitFor();
    // The number that helps whoever looks into it.
    await page.getByTestId('sign-in-error').locator('code').waitFor();
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 60_000);

  it('lead on from a page that broke', async () => {
    const { page, context } = await open();
    await signUp(page, 'broken@example.com');
    await page.route('**/_app/immutable/**', (route) => route.abort());
    await page.getByRole('link', { name: 'Billing' }).click();
    await page.getByText('Something went wrong').first().waitFor();
    await page.unrouteAll();
    await page.getByRole('main').getByRole('link', { name: 'Go to the first page' }).click();
    await page.getByTestId('chat-input').waitFor();
    await context.close();
  }, 60_000);
});
