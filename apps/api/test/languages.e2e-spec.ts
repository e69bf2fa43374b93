import type { Page } from 'playwright-core';
import { eventually } from '@app/platform/testing';
import { chooseLanguage, openAccountMenu } from './support/account-menu.js';
import { openPage } from './support/browser.js';
import { englishOn } from './support/foreign-words.js';
import { fill, PASSWORD, press, submit, unexpected, words } from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { say, signInWith } from './support/story.js';

const switchOf = (page: Page) => page.getByTestId('language-switch');
const languageOf = (page: Page) => page.locator('html').getAttribute('lang');

describe('the language of the pages', () => {
  const stage = new OpenStage();
  const open = (locale: string) => openPage(stage.browser, { baseURL: stage.url, locale });

  it.each([
    ['de-DE', 'de', 'Willkommen zurück'],
    ['de-AT', 'de', 'Willkommen zurück'],
    ['en-US', 'en', 'Welcome back'],
    ['fr-FR', 'en', 'Welcome back'],
  ])(
    'is, for a browser that speaks %s, %s',
    async (locale, language, welcome) => {
      const { page, context, complaints } = await open(locale);
      await page.goto('/login');
      await page.getByRole('heading', { name: welcome }).waitFor();
      await page.getByTestId('provider-google').waitFor();
      expect(await languageOf(page)).toBe(language);
      expect(await page.locator('html').getAttribute('data-translating')).toBeNull();
      expect(await switchOf(page).inputValue()).toBe(language);
      expect(complaints).toEqual([]);
      await context.close();
    },
    60_000,
  );

  it('writes numbers and dates even for a browser whose system has names of its own for languages', async () => {
    const { page, context, complaints } = await open('en-US');
    await page.addInitScript("Object.defineProperty(navigator, 'languages', { get: () => ['en-US@posix'] })");
    await signInWith(page, stage.url, 'google', 'Alan Turing');
    await say(page, '/fast Good day');
    await page.goto('/billing');
    await page.getByTestId('upgrade-pro').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('follows the switch at once, everywhere on the page, and is kept', async () => {
    const { page, context, complaints } = await open('en-US');
    await signInWith(page, stage.url, 'google', 'Grace Hopper');
    await say(page, '/fast Guten Tag');
    await page.goto('/billing');
    await page.getByTestId('upgrade-pro').waitFor();
    const elsewhere = await context.newPage();
    await elsewhere.goto('/account');
    await elsewhere.getByTestId('sessions').waitFor();

    await chooseLanguage(page, 'de');
    expect(await page.title()).toBe('Tarif und Rechnungen · Turnpike');
    expect(await englishOn(page)).toEqual([]);
    await elsewhere.getByText('Wo Sie angemeldet sind').waitFor();
    expect([await languageOf(elsewhere), await englishOn(elsewhere)]).toEqual(['de', []]);
    expect(await words(elsewhere, 'sessions')).toMatch(/angemeldet am \d+\. [A-Z][a-zä]+ 20/);

    await page.reload();
    await page.getByTestId('upgrade-pro').waitFor();
    expect([await languageOf(page), await englishOn(page)]).toEqual(['de', []]);
    await openAccountMenu(page);
    expect(await englishOn(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Konto' }).click();
    await page.getByTestId('sessions').waitFor();
    expect(await englishOn(page)).toEqual([]);
    expect(await page.evaluate('Object.keys(localStorage).sort()')).toEqual(['turnpike.language']);
    await chooseLanguage(page, 'en');
    await page.getByText('Where you are signed in').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('changes what was told already, and keeps what was typed and what is running', async () => {
    const { page, context } = await open('de-DE');
    await page.goto('/signup');
    await fill(page, 'E-Mail-Adresse', 'wechsel@example.com');
    await fill(page, 'Passwort', 'password');
    expect(await words(page, 'submit')).toBe('Konto erstellen');
    await submit(page);
    await page.getByTestId('sign-in-error').getByText('Wählen Sie ein anderes Passwort.').waitFor();
    await switchOf(page).selectOption('en');
    await page.getByTestId('sign-in-error').getByText('Choose another password.').waitFor();
    expect(await page.getByLabel('E-mail', { exact: true }).inputValue()).toBe('wechsel@example.com');
    await fill(page, 'Password', PASSWORD);
    await submit(page);
    await page.getByTestId('flash').getByText('We have mailed you a link').waitFor();
    await page.getByTestId('chat-input').fill('Was ist ein Schlagbaum?');
    await page.getByTestId('send').click();
    await page.locator('[data-testid=turn-answer][data-phase=streaming]').waitFor();
    await chooseLanguage(page, 'de');
    await page.locator('[data-testid=turn-answer][data-phase=done]').waitFor();
    await page.waitForURL(/\?c=/);
    await page.getByTestId('flash').getByText('Wir haben Ihnen einen Link geschickt').waitFor();
    await page.getByTestId('demo-badge').getByText('kein KI-Modell').waitFor();
    expect(await englishOn(page)).toEqual([]);
    await context.close();
  }, 60_000);

  it('never flashes in another one before the page is awake, and shows it all the same when that never comes', async () => {
    const { page, context } = await open('de-DE');
    let wake = () => {};
    const awake = new Promise<void>((resolve) => (wake = resolve));
    await page.route('**/_app/immutable/**/*.js', async (route) => {
      await awake;
      await route.continue();
    });
    await page.goto('/login', { waitUntil: 'commit' });
    const heading = page.getByRole('heading', { level: 1, includeHidden: true });
    await heading.waitFor({ state: 'attached' });
    await eventually(() => page.evaluate<boolean>('document.body.getAnimations().length === 1'));
    expect([await heading.innerText(), await heading.isVisible()]).toEqual(['', false]);
    await page.evaluate('document.body.getAnimations()[0].finish()');
    expect(await heading.isVisible()).toBe(true);
    wake();
    await page.getByRole('heading', { name: 'Willkommen zurück' }).waitFor();
    await context.close();
  }, 60_000);

  it('is one of those there are, whatever was kept, and needs no storage', async () => {
    const { page, context, complaints } = await open('de-DE');
    await context.addInitScript("try { localStorage.setItem('turnpike.language', 'tlh'); } catch {}");
    await page.goto('/login');
    await page.getByRole('heading', { name: 'Willkommen zurück' }).waitFor();
    await context.addInitScript("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })");
    await page.goto('/login');
    await page.getByRole('heading', { name: 'Willkommen zurück' }).waitFor();
    await switchOf(page).selectOption('en');
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    await press(page, 'Sign in');
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 60_000);
});
