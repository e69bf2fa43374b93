import type { Page } from 'playwright-core';
import { openPage, type WatchedPage } from './support/browser.js';
import { signUp, unexpected } from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { say } from './support/story.js';

describe('what a plan does not have is said before it hurts', () => {
  const stage = new OpenStage((yaml) => {
    Object.assign(yaml, { guardrails: { max_turn_chars: 100, max_long_turn_chars: 200 } });
    Object.assign(yaml.plans.free!, { quotas: { turns_per_day: 5 } });
  });
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    watched = await openPage(stage.browser, { baseURL: stage.url });
    page = watched.page;
    await signUp(page, 'sparer@example.com');
    await page.getByTestId('model-select').waitFor();
    await page.getByTestId('quota-meter').waitFor();
  }, 60_000);
  afterAll(() => watched?.context.close());

  const input = () => page.getByTestId('chat-input');
  const send = () => page.getByTestId('send');
  const told = (testid: string) => page.getByTestId(testid).innerText();

  it('nothing is counted while there is plenty of room', async () => {
    await input().fill('x'.repeat(79));
    expect(await page.getByTestId('length').count()).toBe(0);
    expect(await send().isEnabled()).toBe(true);
  });

  it('near the limit of characters they are counted, as people count them', async () => {
    await input().fill('😀'.repeat(80));
    await page.getByTestId('length').getByText('80 of 100 characters').waitFor();
    await input().fill('x'.repeat(100));
    expect(await told('length')).toBe('100 of 100 characters');
    expect(await send().isEnabled()).toBe(true);
  });

  it('over it, it says by how much, and which plan has longer ones, and does not send', async () => {
    await input().fill('x'.repeat(130));
    await page.getByTestId('length').getByText('shorten it by 30').waitFor();
    expect(await told('length')).toContain('Messages of up to 200 characters are part of Pro.');
    expect(await page.getByTestId('length').getByRole('link').getAttribute('href')).toBe('/billing');
    expect(await send().isEnabled()).toBe(false);
    expect(await input().getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.press('Enter');
    expect(await input().inputValue()).toBe('x'.repeat(130));
    expect(await page.getByRole('article').count()).toBe(0);
  });

  it('no plan is offered for what no plan has', async () => {
    await input().fill('x'.repeat(201));
    await page.getByTestId('length').getByText('shorten it by 101').waitFor();
    expect(await page.getByTestId('length').getByRole('link').count()).toBe(0);
    await input().fill('x'.repeat(99));
    await say(page, '/fast within the limit');
  }, 60_000);

  it('a quota that is nearly used up is told with when it begins anew, and the plan that has more', async () => {
    await say(page, '/fast second');
    const near = page.getByTestId('quota-near');
    await near.getByText('Only 3 turns left.').waitFor();
    expect(await near.innerText()).toMatch(/It starts anew (today|tomorrow), \d\d:\d\d\./);
    expect(await near.getByRole('link', { name: 'Upgrade to Pro' }).getAttribute('href')).toBe('/billing');
    await say(page, '/fast third');
    await say(page, '/fast fourth');
    await near.getByText('Only 1 turn left.').waitFor();
  }, 60_000);

  it('when it is used up the page says why and what to do, and sends nothing, however often it is asked', async () => {
    await say(page, '/fast fifth');
    const refusal = page.getByTestId('refusal');
    await refusal.waitFor();
    expect(await refusal.innerText()).toMatch(/You can go on (today|tomorrow), \d\d:\d\d, or upgrade now\./);
    expect(await refusal.getByTestId('refusal-upgrade').innerText()).toBe('Upgrade to Pro');
    await input().fill('/fast one too many');
    expect(await send().getAttribute('aria-label')).toContain('used up');
    const asked = page.waitForResponse('**/billing/status');
    await send().click();
    await asked;
    await refusal.waitFor();
    expect(await input().inputValue()).toBe('/fast one too many');
    expect(await page.getByRole('article').count()).toBe(5);
  }, 60_000);

  it('it is sent as soon as there is more again, as with a plan that was bought in another window', async () => {
    const other = await watched.context.newPage();
    await other.goto('/billing');
    await other.getByTestId('upgrade-pro').click();
    await other.getByRole('button', { name: /^Pay/ }).click();
    await other.locator('[data-testid=billing-status][data-status=active]').waitFor();
    await other.close();
    await page.getByTestId('refusal').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await input().focus();
    await say(page, '/fast with Pro');
    await input().fill('x'.repeat(130));
    expect(await page.getByTestId('length').count()).toBe(0);
    expect(await send().isEnabled()).toBe(true);
    expect(unexpected(watched.complaints)).toEqual([]);
  }, 60_000);
});
