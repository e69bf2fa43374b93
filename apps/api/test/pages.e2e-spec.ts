import type { Locator } from 'playwright-core';
import { eventually } from '@app/platform/testing';
import { signOut } from './support/account-menu.js';
import { openPage } from './support/browser.js';
import { PASSWORD, signIn, signUp } from './support/forms.js';
import { judge } from './support/looks.js';
import { OpenStage } from './support/stage.js';
import { say, signInWith } from './support/story.js';

describe('the pages', () => {
  const stage = new OpenStage();

  it('let somebody sign up with a password, chat, see the session, sign out and sign in again', async () => {
    const { page, context, complaints } = await openPage(stage.browser, { baseURL: stage.url });
    await signUp(page, 'keeper@example.com');
    await say(page, '/fast Is anybody there?');
    await page.goto(`${stage.url}/account`);
    await page.getByTestId('account-email').getByText('keeper@example.com').waitFor();
    await page.getByTestId('sessions').getByText('This device').waitFor();
    await signOut(page);

    await signIn(page, 'keeper@example.com', PASSWORD);
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

  // The last width is 320 px with larger letters.
  it.each([1280, 320, 240])(
    'keep the ways out of a refused turn in sight, at %i px',
    async (width) => {
      const viewport = { width, height: 800 };
      const { page, context } = await openPage(stage.browser, { baseURL: stage.url, viewport });
      await signUp(page, `refused-${width}@example.com`);
      for (const text of ['/fast one', '/fast two', '/fast three']) await say(page, text);
      await page.getByTestId('model-select').selectOption('premium');
      await page.getByTestId('chat-input').fill('And with the premium model?');
      await page.getByTestId('send').click();
      const boxOf = async (locator: Locator) => (await locator.boundingBox())!;
      const lastButton = page.getByTestId('refusal').getByTestId('retry');
      await lastButton.waitFor();
      await eventually(async () => {
        const [button, composer] = [await boxOf(lastButton), await boxOf(page.getByRole('form', { name: 'Message' }))];
        return button.y >= 0 && button.y + button.height <= composer.y;
      });
      await context.close();
    },
    60_000,
  );

  it('lead home from an address that does not exist', async () => {
    const { page, context } = await openPage(stage.browser);
    const response = await page.goto(`${stage.url}/no/such/page`);
    expect(response?.status()).toBe(404);
    await page.getByRole('main').getByRole('link').first().click();
    await page.waitForURL((to) => ['/', '/login'].includes(to.pathname));
    await context.close();
  }, 60_000);

  it('are accessible, never scroll sideways, and keep the content security policy', async () => {
    const { page, context, complaints } = await openPage(stage.browser);
    for (const name of ['login', 'signup']) {
      await page.goto(`${stage.url}/${name}`);
      await page.getByTestId('provider-google').waitFor();
      await judge(page, name);
    }
    await signInWith(page, stage.url, 'github', 'Grace Hopper');
    await say(page, '/fast How wide is this?');
    await judge(page, 'chat');
    for (const [name, landmark] of [
      ['billing', 'upgrade-pro'],
      ['account', 'sessions'],
    ] as const) {
      await page.goto(`${stage.url}/${name}`);
      await page.getByTestId(landmark).waitFor();
      await judge(page, name);
    }
    expect(complaints).toEqual([]);
    await context.close();
  }, 90_000);
});
