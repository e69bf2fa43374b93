import { openPage } from './support/browser.js';
import { askForReset, fill, NEW_PASSWORD, press, refuse, signUp, submit, unexpected } from './support/forms.js';
import { judge } from './support/looks.js';
import { OpenStage } from './support/stage.js';

describe('the pages around signing in', () => {
  const stage = new OpenStage();

  const email = 'painter@example.com';

  it('are accessible in every state, never scroll sideways, and keep the content security policy', async () => {
    const { page, context, complaints } = await openPage(stage.browser, { baseURL: stage.url });
    // A provider of the settings that nobody has drawn a mark for.
    await page.route(`${stage.url}/auth/oauth/providers`, async (route) => {
      const response = await route.fetch();
      const { providers } = (await response.json()) as { providers: object[] };
      await route.fulfill({
        response,
        json: { providers: [...providers, { name: 'acme', label: 'Acme Workforce' }] },
      });
    });
    await page.goto('/login?error=link_required');
    await page.getByTestId('provider-acme').waitFor();
    await judge(page, 'login-link-required');
    await signUp(page, email);
    await judge(page, 'signed-up');

    await page.goto('/account');
    await page.getByTestId('password').click();
    await fill(page, 'Current password', 'not this one');
    await fill(page, 'New password', NEW_PASSWORD);
    await submit(page);
    await page.getByTestId('password-error').waitFor();
    await refuse(page, { method: 'POST', path: '/auth/oauth/github/link' }, { status: 403, code: 'sign_in_too_old' });
    await press(page, 'Link GitHub');
    await page.getByTestId('link-error').waitFor();
    await press(page, 'Send confirmation mail');
    await page.getByText('Sent to').waitFor();
    await judge(page, 'account-busy');
    await page.goto(`${stage.url}/verify-email#${'a'.repeat(43)}`);
    await page.getByTestId('link-refused').waitFor();
    await judge(page, 'verify-refused');
    await page.goto(await stage.inbox.linkTo(email, 'verify-email'));
    await page.getByTestId('verified').waitFor();
    await judge(page, 'verify-done');

    await page.goto('/forgot-password');
    await page.getByLabel('E-mail').waitFor();
    await judge(page, 'forgot');
    await askForReset(page, email);
    await judge(page, 'forgot-sent');
    await page.goto('/reset-password');
    await page.getByTestId('link-refused').waitFor();
    await judge(page, 'reset-refused');
    await page.goto(await stage.inbox.linkTo(email, 'reset-password'));
    await fill(page, 'New password', 'password1');
    await submit(page);
    await page.getByTestId('reset-error').waitFor();
    await judge(page, 'reset-weak');
    await fill(page, 'New password', NEW_PASSWORD);
    await submit(page);
    await page.getByTestId('flash').getByText('Your new password is set').waitFor();
    await page.getByTestId('provider-acme').waitFor();
    await judge(page, 'reset-done');
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 120_000);
});
