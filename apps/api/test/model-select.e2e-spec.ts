import type { Page } from 'playwright-core';
import { openPage } from './support/browser.js';
import { signUp, unexpected } from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { say } from './support/story.js';

const select = (page: Page) => page.getByTestId('model-select');
const options = async (page: Page) => (await select(page).locator('option').allInnerTexts()).map((text) => text.trim());
/** Those with a lock. */
const locked = async (page: Page) =>
  (await select(page).locator('option:has(svg)').allInnerTexts()).map((text) => text.trim());

/** Has the API list these models. */
const list = (page: Page, models: object[]) =>
  page.route('/models', (route) =>
    route.fulfill({ contentType: 'application/json', body: JSON.stringify({ models }) }),
  );

describe('the choice of a model', () => {
  const stage = new OpenStage();
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    ({ page, complaints } = await openPage(stage.browser, { baseURL: stage.url }));
    await signUp(page, 'chooser@example.com');
  }, 60_000);
  afterEach(() => page.unrouteAll());
  afterAll(() => page?.context().close());

  const reload = async () => {
    await page.reload();
    await page.getByText('Chat').first().waitFor({ state: 'attached' });
    await page.getByTestId('chat-input').waitFor();
  };

  it('shows the models of this deployment, and which plan has those that are not in one’s own', async () => {
    // The plans are known a moment later than the models.
    await select(page).locator('option', { hasText: 'Premium (Pro)' }).waitFor({ state: 'attached' });
    expect(await options(page)).toEqual(['Standard', 'Premium (Pro)']);
    expect(await locked(page)).toEqual(['Premium (Pro)']);
    await select(page).selectOption('premium');
    await page.getByText('Premium is part of Pro.').waitFor();
    await select(page).selectOption('standard');
    await say(page, '/fast Is anybody there?');
  }, 60_000);

  it('is made with the keyboard, and by those who hear the page', async () => {
    const named = page.getByRole('combobox', { name: 'Model', exact: true });
    await named.focus();
    await page.keyboard.press('Space');
    await page.getByRole('option', { name: 'Premium (Pro)' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('Premium is part of Pro.').waitFor();
    expect(await named.inputValue()).toBe('premium');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Escape');
    expect(await named.inputValue()).toBe('premium');
    await named.selectOption('standard');
  }, 60_000);

  it('shows what the API lists, by its labels and in its order, and sends what was chosen', async () => {
    const sent: string[] = [];
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
    await list(page, [
      { name: 'swift', label: 'Swift one', feature: null, available: true },
      { name: 'standard', label: 'Usual one', feature: null, available: true },
      { name: 'deep', label: 'Deep one', feature: 'premium_models', available: false },
    ]);
    await reload();
    await page.getByText('Usual one').waitFor({ state: 'attached' });
    await page.getByText('Deep one (Pro)').waitFor({ state: 'attached' });
    expect(await options(page)).toEqual(['Swift one', 'Usual one', 'Deep one (Pro)']);
    expect(await select(page).inputValue()).toBe('standard');
    await select(page).selectOption('swift');
    await page.getByTestId('chat-input').fill('Which one are you?');
    await page.getByTestId('send').click();
    // This deployment has no such model, and says so.
    await page.getByTestId('refusal').waitFor();
    expect(sent.map((frame) => (JSON.parse(frame) as { model?: string }).model)).toEqual(['swift']);
  }, 60_000);

  it('is none where there is but one model', async () => {
    await list(page, [{ name: 'standard', label: 'The only one', feature: null, available: true }]);
    const answered = page.waitForResponse('/models');
    await reload();
    await answered;
    await say(page, '/fast Are you alone?');
    expect(await select(page).count()).toBe(0);
  }, 60_000);

  it('is the usual two when the list cannot be read', async () => {
    await page.route('/models', (route) => route.fulfill({ status: 503, body: '' }));
    await reload();
    await page.getByText('Premium (Pro)').waitFor({ state: 'attached' });
    expect(await options(page)).toEqual(['Standard', 'Premium (Pro)']);
    expect(unexpected(complaints)).toEqual([]);
  }, 60_000);
});
