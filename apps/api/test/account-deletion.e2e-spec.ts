import { openPage } from './support/browser.js';
import { eventually } from '@app/platform/testing';
import { fill, PASSWORD, refuse, signIn, signUp, unexpected, words } from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { buy } from './support/stripe-stand-in.js';

describe('the account page lets its owner delete the account', () => {
  const stage = new OpenStage();
  afterEach(() => stage.stripe.heal());

  const open = async (email: string) => {
    const opened = await openPage(stage.browser, { baseURL: stage.url });
    await signUp(opened.page, email);
    return { ...opened, email };
  };
  type Opened = Awaited<ReturnType<typeof open>>;

  const ask = async ({ page, email }: Opened) => {
    await page.goto('/account');
    await page.getByTestId('delete-account').click();
    await fill(page, `To confirm, type ${email}`, email.toUpperCase());
    await page.getByTestId('deletion-confirm').click();
  };

  it('after typing its address, says goodbye, and knows nobody any more', async () => {
    const opened = await open('leaver@example.com');
    const { page, context, complaints } = opened;
    await page.goto('/account');
    await page.getByTestId('delete-account').click();
    const confirm = page.getByTestId('deletion-confirm');
    expect(await confirm.isDisabled()).toBe(true);
    await fill(page, 'To confirm, type leaver@example.com', 'leaver@example.co');
    expect(await confirm.isDisabled()).toBe(true);
    await page.keyboard.press('Escape');

    await ask(opened);
    await page.waitForURL(`${stage.url}/login`);
    expect(await words(page, 'flash')).toContain('Your account is deleted. Goodbye');
    await signIn(page, 'leaver@example.com', PASSWORD);
    await page.getByText('E-mail address and password do not match.').waitFor();
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 60_000);

  it('with a subscription only once that could be ended', async () => {
    const opened = await open('payer@example.com');
    const { page, context } = opened;
    await buy(page, 'upgrade-pro');
    await stage.stripe.breakCalls('/v1/*');
    await ask(opened);
    expect(await words(page, 'deletion-subscription')).toContain('Your Pro subscription ends at once.');
    await page.getByTestId('deletion-kept').getByText('Your account is as it was.').waitFor();
    await stage.stripe.heal();
    // Stripe is left alone for a while after it has failed.
    await eventually(async () => {
      await page.getByTestId('deletion-confirm').click({ timeout: 1000 });
      await page.waitForURL(`${stage.url}/login`, { timeout: 3000 });
      return true;
    }, 40_000);
    await context.close();
  }, 90_000);

  it.each([
    [403, 'sign_in_too_old', 'This needs a fresh sign-in.'],
    [409, 'last_admin', 'You are the last admin here.'],
  ])(
    'unless the answer is %i %s, and says why',
    async (status, code, title) => {
      const opened = await open(`${code.replaceAll('_', '-')}@example.com`);
      const { page, context } = opened;
      await refuse(page, { method: 'DELETE', path: '/auth/me' }, { status, code });
      await ask(opened);
      expect(await words(page, 'deletion-error')).toContain(title);
      const again = page.getByTestId('deletion').getByRole('link', { name: 'Sign in again' });
      expect(await again.count()).toBe(code === 'sign_in_too_old' ? 1 : 0);
      await context.close();
    },
    60_000,
  );
});
