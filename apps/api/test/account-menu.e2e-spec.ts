import { chooseLanguage, openAccountMenu, signOut } from './support/account-menu.js';
import { openPage } from './support/browser.js';
import { fill, PASSWORD, signUp, submit } from './support/forms.js';
import { judge } from './support/looks.js';
import { OpenStage } from './support/stage.js';

describe('the account menu', () => {
  const stage = new OpenStage();
  const open = async (email: string, options: Parameters<typeof openPage>[1] = {}) => {
    const opened = await openPage(stage.browser, { baseURL: stage.url, ...options });
    await opened.page.goto('/signup');
    await fill(opened.page, 'Name (optional)', 'Ada Lovelace');
    await fill(opened.page, 'E-mail', email);
    await fill(opened.page, 'Password', PASSWORD);
    await submit(opened.page);
    await opened.page.getByTestId('chat-input').waitFor();
    return opened;
  };

  it('is used with the keyboard alone, and gives the focus back', async () => {
    const { page, context, complaints } = await open('keys@example.com');
    const button = page.getByRole('button', { name: 'Account menu: Ada Lovelace' });
    await button.focus();
    // Comes only when somebody reaches for it, so the button says what it is before that.
    await button.and(page.locator('[aria-haspopup=menu][aria-expanded=false]')).waitFor();
    await page.locator('[data-testid=account-menu][data-state=closed]').waitFor();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('menu', { name: 'Account menu: Ada Lovelace' });
    await menu.getByRole('menuitem', { name: 'Account' }).and(page.locator(':focus')).waitFor();
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    expect(await button.getAttribute('aria-controls')).toBe(await menu.getAttribute('id'));
    await page.keyboard.press('ArrowUp');
    await page.locator(':focus').getByText('Sign out').waitFor();
    await page.keyboard.type('dar');
    await page.keyboard.press('Space');
    await page.locator('html[data-theme=dark]').waitFor();
    const dark = menu.getByRole('menuitemradio', { name: 'Dark' });
    expect([await dark.getAttribute('aria-checked'), await dark.isVisible()]).toEqual(['true', true]);
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    await button.and(page.locator(':focus')).waitFor();

    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('/account');
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('says who is signed in, leads on, and keeps theme and language', async () => {
    const { page, context, complaints } = await open('pointer@example.com');
    await openAccountMenu(page);
    await page.getByRole('menu').getByText('pointer@example.com').waitFor();
    await page.getByTestId('theme-dark').click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByRole('menuitem', { name: 'Billing' }).click();
    await page.waitForURL('/billing');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await chooseLanguage(page, 'de');
    await page.reload();
    await page.getByRole('button', { name: 'Kontomenü: Ada Lovelace' }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await signOut(page);
    expect(await page.getByTestId('account-menu').count()).toBe(0);
    // What strangers have in its place.
    expect(await page.getByTestId('language-switch').inputValue()).toBe('de');
    await page.getByTestId('theme-switch').click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('is not needed: where it cannot be loaded, its button leads to the account page', async () => {
    const { page, context } = await open('offline@example.com');
    await page.route('**/_app/immutable/chunks/*.js', (route) => route.abort());
    await page.getByTestId('account-menu').click();
    await page.waitForURL('/account');
    await context.close();
  }, 60_000);

  it('never flashes the strangers’ switches at whoever is signed in', async () => {
    const { page, context } = await open('flash@example.com');
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await page.route('/auth/me', async (route) => {
      await answered;
      await route.continue();
    });
    await page.goto('/account');
    await page.getByText('Loading your account').waitFor({ state: 'attached' });
    expect(await page.getByTestId('language-switch').count()).toBe(0);
    answer();
    await page.getByTestId('account-menu').waitFor();
    await context.close();
  }, 60_000);

  it('fits into 200 px of height, as at 400 % zoom, and scrolls there', async () => {
    const { page, context } = await open('zoomed@example.com', { viewport: { width: 320, height: 200 } });
    await openAccountMenu(page);
    await page.keyboard.press('End');
    const last = page.getByRole('menuitem', { name: 'Sign out' });
    await last.and(page.locator(':focus')).waitFor();
    for (const shown of [page.getByRole('menu'), last]) {
      const { x, y, width, height } = (await shown.boundingBox())!;
      expect([x >= 0, y >= 0, x + width <= 320, y + height <= 200]).toEqual([true, true, true, true]);
    }
    await context.close();
  }, 60_000);

  it('is accessible, in both themes and widths', async () => {
    const { page, context, complaints } = await open('looker@example.com');
    await openAccountMenu(page);
    await judge(page, 'account-menu');
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('is about the address where there is no name', async () => {
    const { page, context } = await openPage(stage.browser, { baseURL: stage.url });
    await signUp(page, 'zoe@example.com');
    const button = page.getByRole('button', { name: 'Account menu: zoe@example.com' });
    expect(await button.innerText()).toBe('Z');
    await context.close();
  }, 60_000);
});
