import type { Page } from 'playwright-core';
import { eventually } from '@app/platform/testing';
import { openAccountMenu } from './support/account-menu.js';
import { openPage } from './support/browser.js';
import { busyHour } from './support/busy-hour.js';
import { englishOn } from './support/foreign-words.js';
import { fill, NEW_PASSWORD, PASSWORD, press, refuse, submit, unexpected, words } from './support/forms.js';
import { judge } from './support/looks.js';
import { OpenStage } from './support/stage.js';
import { say } from './support/story.js';

const GERMAN_DATE = /\d{1,2}\. [A-ZÄ][a-zä]+ 20\d\d/;

describe('the pages in German', () => {
  const stage = new OpenStage(({ plans }) => {
    Object.assign(plans.free!, { quotas: { turns_per_day: 1 } });
    Object.assign(plans.pro!, { prices: { yearly: 'price_sandbox_pro_yearly' } });
  });

  /** As `judge`, and speaks German only. */
  async function judgeGerman(page: Page, name: string): Promise<void> {
    await judge(page, `german-${name}`);
    expect({ name, english: await englishOn(page) }).toEqual({ name, english: [] });
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
  }

  const email = 'maler@example.com';
  const open = () => openPage(stage.browser, { baseURL: stage.url, locale: 'de-DE' });

  it('are accessible, never scroll sideways and say nothing in English, up to the limit of the free plan', async () => {
    const { page, context, complaints } = await open();
    await page.goto('/login?error=link_required');
    await page.getByRole('link', { name: 'Über Google anmelden', exact: true }).waitFor();
    await fill(page, 'E-Mail-Adresse', email);
    await fill(page, 'Passwort', PASSWORD);
    await submit(page);
    await page.getByText('E-Mail-Adresse und Passwort passen nicht zusammen.').waitFor();
    await judgeGerman(page, 'login');
    await page.goto('/signup');
    await page.getByRole('link', { name: 'Über Google registrieren', exact: true }).waitFor();
    await fill(page, 'E-Mail-Adresse', email);
    await fill(page, 'Passwort', 'password');
    await submit(page);
    await page.getByText('Es ist zu kurz, zu leicht zu erraten').waitFor();
    await judgeGerman(page, 'signup');
    await fill(page, 'Passwort', PASSWORD);
    await submit(page);
    await page.getByTestId('chat-input').waitFor();
    await judgeGerman(page, 'chat-empty');
    await say(page, '/fast Guten Tag');
    await page.getByTestId('chat-input').fill('Noch eine Frage');
    await page.getByTestId('send').click();
    await page.getByText('Für heute sind alle Nachrichten Ihres Tarifs verbraucht.').waitFor();
    expect(await words(page, 'refusal')).toMatch(/Ab (heute|morgen) um \d\d:\d\d Uhr geht es weiter/);
    await judgeGerman(page, 'chat-limit');
    await page.goto('/no/such/page');
    await page.getByRole('heading', { name: 'Hier gibt es keine Seite' }).waitFor();
    await judgeGerman(page, 'not-found');
    await page.goto(`/verify-email#${'a'.repeat(43)}`);
    await page.getByTestId('link-refused').waitFor();
    await judgeGerman(page, 'verify-refused');
    await openAccountMenu(page);
    await judgeGerman(page, 'account-menu');
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 120_000);

  it('are so when a password is forgotten', async () => {
    const { page, context, complaints } = await open();
    const address = 'vergesslich@example.com';
    await enter(page, address);
    await page.goto('/forgot-password');
    await fill(page, 'E-Mail-Adresse', address);
    await judgeGerman(page, 'forgot');
    await submit(page);
    await page.getByTestId('forgot-sent').waitFor();
    await judgeGerman(page, 'forgot-sent');
    await page.goto('/reset-password');
    await page.getByTestId('link-refused').waitFor();
    await judgeGerman(page, 'reset-refused');
    await page.goto(await stage.inbox.linkTo(address, 'reset-password'));
    await fill(page, 'Neues Passwort', 'password1');
    await submit(page);
    await page.getByTestId('reset-error').waitFor();
    await judgeGerman(page, 'reset-weak');
    await fill(page, 'Neues Passwort', NEW_PASSWORD);
    await submit(page);
    await page.getByTestId('flash').getByText('Ihr neues Passwort').waitFor();
    await judgeGerman(page, 'reset-done');
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 120_000);

  it('are so around money, with amounts and dates as Germans write them', async () => {
    const { page, context, complaints } = await open();
    await enter(page, 'zahler@example.com');
    await page.goto('/billing');
    await page.getByText('Jährlich').click();
    await page.getByTestId('plan-pro').getByText('200 $', { exact: true }).waitFor();
    expect(await words(page, 'plan-pro')).toContain('2.000 Nachrichten pro Tag');
    expect(await words(page, 'terms-pro')).toMatch(/^16,67\s\$ im Monat$/);
    await judgeGerman(page, 'billing-free');
    await page.getByText('Monatlich').click();
    await page.getByTestId('upgrade-pro').click();
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByTestId('checkout-return').getByText('Sie haben jetzt Pro. Vielen Dank.').waitFor();
    await page.getByTestId('invoices').getByText('20,00 $').first().waitFor();
    expect(await words(page, 'billing-price')).toMatch(/^20\s\$ pro Monat$/);
    expect(await words(page, 'billing-sentence')).toMatch(new RegExp(`^Verlängert sich am ${GERMAN_DATE.source}\\.$`));
    await judgeGerman(page, 'billing-paid');
    await page.getByText('Jährlich').click();
    await page.getByTestId('change-pro').click();
    await judgeGerman(page, 'billing-change');
    await page.keyboard.press('Escape');
    await page.getByTestId('cancel-subscription').click();
    expect(await words(page, 'losses')).toContain('1 Nachricht pro Tag statt 2.000');
    await judgeGerman(page, 'billing-cancel');
    await page.getByTestId('cancel-confirm').click();
    await page.getByTestId('told').getByText('Ihr Abonnement ist gekündigt.').waitFor();
    await judgeGerman(page, 'billing-cancelled');
    await page.goto('/');
    await page.getByText('Noch 2.000 von 2.000').waitFor();
    await judgeGerman(page, 'chat-paid');
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 120_000);

  it('are so on the account page and for admins', async () => {
    const { page, context, complaints } = await open();
    const admin = 'admin@example.com';
    await enter(page, admin);
    await page.goto('/account');
    await page.getByTestId('password').click();
    await fill(page, 'Aktuelles Passwort', 'nicht dieses');
    await fill(page, 'Neues Passwort', NEW_PASSWORD);
    await submit(page);
    await page.getByTestId('password-error').waitFor();
    await refuse(
      page,
      { method: 'POST', path: '/auth/me/export' },
      { status: 429, code: 'rate_limited', retryAfter: 2400 },
    );
    await press(page, 'Meine Daten herunterladen');
    await page.getByText('Versuchen Sie es in 40 Minuten erneut.').waitFor();
    expect(await words(page, 'sessions')).toMatch(new RegExp(`angemeldet am ${GERMAN_DATE.source}`));
    await judgeGerman(page, 'account');
    await page.getByTestId('delete-account').click();
    await judgeGerman(page, 'account-deletion');

    await stage.makeAdmin(admin);
    await eventually(async () => (await page.request.get('/admin/metrics/recent')).ok());
    await page.route('**/admin/metrics/recent*', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: busyHour(await response.json()) });
    });
    await page.goto('/admin/metrics');
    await page.getByText('1 Std.', { exact: true }).click();
    expect(await words(page, 'instance')).toMatch(/Beginn: (heute|gestern) um \d\d:\d\d Uhr/);
    await judgeGerman(page, 'metrics');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 120_000);

  /** Signs up, up to the chat. */
  async function enter(page: Page, address: string): Promise<void> {
    await page.goto('/signup');
    await fill(page, 'E-Mail-Adresse', address);
    await fill(page, 'Passwort', PASSWORD);
    await submit(page);
    await page.getByTestId('chat-input').waitFor();
  }
});
