import type { Page } from 'playwright-core';
import { eventually } from '@app/platform/testing';
import { openPage, type WatchedPage } from './support/browser.js';
import { press, refuse, signUp, unexpected } from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { say } from './support/story.js';

const HOUR_MS = 3_600_000;

describe('the list of conversations', () => {
  const stage = new OpenStage();
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    watched = await openPage(stage.browser, { baseURL: stage.url, timezoneId: 'Pacific/Auckland' });
    page = watched.page;
    await signUp(page, 'keeper@example.com');
  }, 60_000);
  afterEach(() => page.unrouteAll());
  afterAll(() => watched?.context.close());

  const list = () => page.getByTestId('conversations');
  const rows = () => list().getByRole('listitem');
  const rename = (title: string) => page.getByRole('button', { name: `Rename “${title}”` });
  /** Has the API answer with these, page by page. */
  async function listed(...pages: { title: string; hoursAgo: number }[][]): Promise<void> {
    const midnight = await page.evaluate<number>('new Date().setHours(0, 0, 0, 0)');
    const conversations = pages.map((each, number) =>
      each.map(({ title, hoursAgo }, n) => ({
        id: `00000000-0000-4000-8000-00000000${number}00${n}`,
        title,
        updatedAt: new Date(midnight - hoursAgo * HOUR_MS).toISOString(),
      })),
    );
    await page.route(/\/conversations(\?|$)/, (route) => {
      const number = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      const nextCursor = number + 1 < pages.length ? String(number + 1) : null;
      return route.fulfill({ json: { conversations: conversations[number], nextCursor } });
    });
  }

  it('says at first what it will be for', async () => {
    await page.getByText('No conversations yet. Your first question starts one.').waitFor();
    expect(await rows().count()).toBe(0);
  });

  it('groups them by the reader’s own days, and brings more when it is asked to', async () => {
    await listed(
      [
        { title: 'of this morning', hoursAgo: -0.01 },
        { title: 'of yesterday evening', hoursAgo: 1 },
        { title: 'of the day before', hoursAgo: 26 },
      ],
      [
        { title: 'of a week ago', hoursAgo: 6 * 24 },
        { title: 'of last month', hoursAgo: 24 * 30 },
      ],
    );
    await page.reload();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('of last month').waitFor();
    const groups = await list()
      .getByRole('region')
      .evaluateAll((all) => all.map((each) => (each as unknown as { innerText: string }).innerText.split('\n')));
    expect(groups).toEqual([
      ['Today', 'of this morning'],
      ['Yesterday', 'of yesterday evening'],
      ['Previous 7 days', 'of the day before', 'of a week ago'],
      ['Older', 'of last month'],
    ]);
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
  }, 60_000);

  it('says when it cannot be read, keeps what is there, and tries again', async () => {
    await refuse(page, { method: 'GET', path: '**/conversations' }, { status: 503, code: 'unavailable' });
    await page.reload();
    await page.getByRole('complementary').getByRole('alert').waitFor();
    await page.unrouteAll();
    await page.getByRole('complementary').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No conversations yet.').waitFor();
  }, 60_000);

  it('waits with a skeleton, not at once', async () => {
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/conversations', async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    const skeleton = page.getByRole('complementary').locator('.skeleton').first();
    await skeleton.waitFor({ state: 'attached' });
    const delay = `getComputedStyle(document.querySelector('aside .skeleton')).animationDelay`;
    expect(await page.evaluate(delay)).toMatch(/^0\.3s/);
    answer();
    await skeleton.waitFor({ state: 'detached' });
  }, 60_000);

  it('renames one with the keyboard alone, and leaves it when Escape is pressed', async () => {
    await say(page, '/fast The first');
    await rows().getByText('/fast The first').waitFor();
    await rename('/fast The first').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('Never mind');
    await page.keyboard.press('Escape');
    await rows().getByText('/fast The first').waitFor();
    await eventually(
      async () => (await page.evaluate('document.activeElement.ariaLabel')) === 'Rename “/fast The first”',
    );
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('  Trip to Rome ');
    await page.keyboard.press('Enter');
    await rows().getByText('Trip to Rome', { exact: true }).waitFor();
    await page.reload();
    await rows().getByText('Trip to Rome', { exact: true }).waitFor();
  }, 60_000);

  it('says why a new name is refused, and keeps what was typed', async () => {
    await refuse(page, { method: 'PATCH', path: '**/conversations/*' }, { status: 400, code: 'invalid_request' });
    await rows().first().hover();
    await rename('Trip to Rome').click();
    await page.getByTestId('rename-field').fill('Another');
    await press(page, 'Save the name');
    await rows().getByRole('alert').waitFor();
    expect(await page.getByTestId('rename-field').inputValue()).toBe('Another');
    await press(page, 'Cancel');
    await rows().getByText('Trip to Rome').waitFor();
  }, 60_000);

  it('deletes one after asking, and the page is empty then', async () => {
    await page.getByRole('button', { name: 'Delete “Trip to Rome”' }).focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('delete-keep').click();
    await rows().getByText('Trip to Rome').waitFor();
    await page.getByRole('button', { name: 'Delete “Trip to Rome”' }).focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('delete-confirm').click();
    await page.getByText('No conversations yet.').waitFor();
    await page.getByRole('heading', { name: 'What would you like to know?' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(unexpected(watched.complaints)).toEqual([]);
  }, 60_000);
});
