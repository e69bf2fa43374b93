import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { openPage, picture } from './support/browser.js';
import { OpenStage } from './support/stage.js';
import { say, signInWith } from './support/story.js';

const PASSWORD = 'a lighthouse keeps its own time';

/** By how many pixels the page is wider than the window. */
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

describe('the pages', () => {
  const stage = new OpenStage();

  async function signUp(page: Page, email: string) {
    await page.goto(`${stage.url}/signup`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByTestId('submit').click();
    await page.getByTestId('chat-input').waitFor();
  }

  it('let somebody sign up with a password, chat, see the session, sign out and sign in again', async () => {
    const { page, context, complaints } = await openPage(stage.browser);
    await signUp(page, 'keeper@example.com');
    await say(page, '/fast Is anybody there?');
    await page.goto(`${stage.url}/account`);
    await page.getByTestId('account-email').getByText('keeper@example.com').waitFor();
    await page.getByTestId('sessions').getByText('This device').waitFor();
    await page.getByTestId('sign-out').click();
    await page.waitForURL(`${stage.url}/login**`);

    await page.getByLabel('E-mail').fill('keeper@example.com');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByTestId('submit').click();
    await page.getByTestId('chat-input').waitFor();
    await page.getByText('Is anybody there?').first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('send a stranger to sign in, without a failed request, and then to where they wanted to go', async () => {
    const { page, context, complaints } = await openPage(stage.browser);
    await page.goto(`${stage.url}/`);
    await page.waitForURL(`${stage.url}/login`);
    await page.goto(`${stage.url}/billing`);
    await page.getByTestId('provider-google').click();
    await page.locator('button:has-text("Alan Turing")').click();
    await page.waitForURL(`${stage.url}/billing`);
    await page.getByTestId('upgrade-pro').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('say in plain words why a sign-in with a provider failed', async () => {
    const { page, context } = await openPage(stage.browser);
    await page.goto(`${stage.url}/login`);
    await page.getByTestId('provider-google').click();
    await page
      .getByRole('button', { name: 'Cancel' })
      .or(page.getByRole('link', { name: 'Cancel' }))
      .click();
    await page.waitForURL(`${stage.url}/login?error=access_denied`);
    await page.getByTestId('sign-in-error').waitFor();

    await page.getByTestId('provider-github').click();
    await page.locator('button:has-text("Charles Babbage")').click();
    await page.waitForURL(`${stage.url}/login?error=email_unverified`);
    expect(await page.getByTestId('sign-in-error').innerText()).toContain('not confirmed');
    await context.close();
  }, 60_000);

  it('lead home from an address that does not exist', async () => {
    const { page, context } = await openPage(stage.browser);
    const response = await page.goto(`${stage.url}/no/such/page`);
    expect(response?.status()).toBe(404);
    await page.getByRole('main').getByRole('link').first().click();
    await page.waitForURL((to) => ['/', '/login'].includes(to.pathname));
    await context.close();
  }, 60_000);

  describe.each([
    { theme: 'light', width: 1280 },
    { theme: 'light', width: 320 },
    { theme: 'dark', width: 1280 },
    { theme: 'dark', width: 320 },
  ] as const)('in the $theme theme at $width px', ({ theme, width }) => {
    async function judge(page: Page, name: string) {
      await page.waitForLoadState('networkidle');
      await picture(page, `${name}-${theme}-${width}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const sideways = await page.evaluate<number>(SIDEWAYS);
      return { name, sideways, violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`) };
    }
    const fine = (name: string) => ({ name, sideways: 0, violations: [] });

    it('are accessible, never scroll sideways, and keep the content security policy', async () => {
      const viewport = { width, height: 800 };
      const { page, context, complaints } = await openPage(stage.browser, { colorScheme: theme, viewport });
      for (const name of ['login', 'signup']) {
        await page.goto(`${stage.url}/${name}`);
        await page.getByTestId('provider-google').waitFor();
        expect(await judge(page, name)).toEqual(fine(name));
      }
      await signInWith(page, stage.url, 'github', 'Grace Hopper');
      await say(page, `/fast How wide is ${width}?`);
      expect(await judge(page, 'chat')).toEqual(fine('chat'));
      for (const [name, landmark] of [
        ['billing', 'upgrade-pro'],
        ['account', 'sessions'],
      ] as const) {
        await page.goto(`${stage.url}/${name}`);
        await page.getByTestId(landmark).waitFor();
        expect(await judge(page, name)).toEqual(fine(name));
      }
      expect(complaints).toEqual([]);
      await context.close();
    }, 90_000);
  });
});
