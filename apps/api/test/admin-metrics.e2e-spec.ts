import type { Page } from 'playwright-core';
import { eventually } from '@app/platform/testing';
import type { RecentMetricsView } from '@app/protocol';
import { openPage } from './support/browser.js';
import { busyHour } from './support/busy-hour.js';
import { refuse, signUp, unexpected, words } from './support/forms.js';
import { judge } from './support/looks.js';
import { OpenStage } from './support/stage.js';
import { say } from './support/story.js';

const API = '**/admin/metrics/recent*';
const PATIENCE_MS = 30_000;

describe('the page of metrics', () => {
  const stage = new OpenStage();
  const open = () => openPage(stage.browser, { baseURL: stage.url });

  /** Signs up, and comes back as an admin. */
  async function enter(page: Page, email: string): Promise<void> {
    await signUp(page, email);
    await stage.makeAdmin(email);
    // The role holds within a second.
    await eventually(async () => (await page.request.get('/admin/metrics/recent')).ok());
    await page.goto('/');
    await page.getByTestId('chat-input').waitFor();
  }

  const tile = (page: Page, chart: string) => page.locator(`[data-chart="${chart}"]`);
  const figure = (page: Page, chart: string, series: string) =>
    tile(page, chart).locator(`[data-series="${series}"]`).innerText();
  const ready = (page: Page) =>
    page
      .getByTestId('ready')
      .waitFor({ timeout: PATIENCE_MS })
      .catch(async () => {
        throw new Error(await page.getByRole('main').innerText());
      });
  /** Changes what the API tells. */
  const retell = (page: Page, change: (view: RecentMetricsView) => RecentMetricsView) =>
    page.route(API, async (route) => {
      try {
        const response = await route.fetch();
        await route.fulfill({ response, json: change((await response.json()) as RecentMetricsView) });
      } catch {
        // The page is gone, or another has taken over.
      }
    });

  it('shows an admin values that move after requests and a turn', async () => {
    const { page, context, complaints } = await open();
    await enter(page, 'operator@example.com');
    await page.getByRole('link', { name: 'Metrics' }).click();
    await page.waitForURL('/admin/metrics');
    await ready(page);
    await say(await context.newPage().then((chat) => chat.goto('/').then(() => chat)), 'What is a turnpike?');

    // All of it fell into one sample, which is read off the chart with the keyboard.
    const moment = page.getByLabel('Turns ended: choose a moment');
    await eventually(async () => {
      await moment.focus();
      await page.keyboard.press('End');
      for (let step = 0; step < 6; step++) {
        if ((await figure(page, 'Turns ended', 'Completed')) !== '0/min') return true;
        await page.keyboard.press('ArrowLeft');
      }
      return false;
    }, PATIENCE_MS);
    expect(await moment.getAttribute('aria-valuetext')).toMatch(
      /^\d\d:\d\d:\d\d: Completed [1-9].*\/min, Failed 0\/min/,
    );
    // The other charts tell of the same moment.
    expect(parseFloat(await figure(page, 'Request rate', 'All requests'))).toBeGreaterThan(0);
    expect(await figure(page, 'Response time', 'p95')).toMatch(/^[\d.,]+ m?s$/);
    expect(await figure(page, 'Time to first token', 'p95')).toMatch(/^[\d.,]+ m?s$/);
    for (const series of ['In', 'Out']) expect(parseFloat(await figure(page, 'Tokens', series))).toBeGreaterThan(0);
    expect(parseFloat(await figure(page, 'Open sockets', 'Open'))).toBeGreaterThan(0);
    expect(await figure(page, 'Memory', 'Resident')).toMatch(/^[\d.]+ [MG]B$/);
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it('keeps asking while it is seen, and rests while it is hidden or paused', async () => {
    const { page, context } = await open();
    await enter(page, 'watcher@example.com');
    let asked = 0;
    page.on('request', (request) => (asked += Number(request.url().includes('/admin/metrics/recent'))));
    await page.clock.install();
    /** Whether it asks when a minute goes by. */
    const asks = async () => {
      const before = asked;
      await page.clock.runFor(60_000);
      // Requests are told of in their order: after this one, all that came before are known.
      await page.evaluate("fetch('/favicon.svg').catch(() => undefined)");
      return asked > before;
    };
    await page.goto('/admin/metrics');
    await ready(page);
    await eventually(asks);

    await page.getByTestId('pause').click();
    await page.getByTestId('as-of').getByText('Paused at').waitFor();
    expect(await tile(page, 'Memory').innerText()).not.toContain('now');
    expect(await asks()).toBe(false);
    await page.getByTestId('pause').click();
    await eventually(asks);

    const hide = (hidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
         document.dispatchEvent(new Event('visibilitychange'))`,
      );
    await hide(true);
    expect(await asks()).toBe(false);
    await hide(false);
    await eventually(asks);

    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    expect(await asks()).toBe(false);
    expect(await tile(page, 'Memory').isVisible()).toBe(true);
    await context.setOffline(false);
    await eventually(asks);
    await context.close();
  }, 90_000);

  it('keeps what it shows when the API fails, says so once with the request id, and goes on when asked', async () => {
    const { page, context, complaints } = await open();
    await enter(page, 'patient@example.com');
    await page.goto('/admin/metrics');
    await ready(page);
    await page.route(API, (route) =>
      route.fulfill({
        status: 500,
        json: { code: 'internal', title: 'Internal error', requestId: 'request-of-this-test' },
      }),
    );
    const error = page.getByTestId('metrics-error');
    await error.waitFor({ timeout: PATIENCE_MS });
    expect(await error.innerText()).toContain('request-of-this-test');
    expect(await tile(page, 'Memory').isVisible()).toBe(true);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await error.getByRole('button', { name: 'Try again' }).click();
    await error.waitFor({ state: 'detached' });
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 90_000);

  it('says so when nothing is recorded yet, and when another instance answers', async () => {
    const { page, context } = await open();
    await enter(page, 'early@example.com');
    await retell(page, (view) => ({ ...view, samples: [] }));
    await page.goto('/admin/metrics');
    expect(await words(page, 'nothing-yet')).toContain('within 10 s');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await ready(page);
    expect(await page.getByTestId('replaced').isVisible()).toBe(false);
    await retell(page, (view) => ({ ...busyHour(view), instance: 'another' }));
    await page.getByTestId('replaced').waitFor({ timeout: PATIENCE_MS });
    await context.close();
  }, 90_000);

  it('sends a stranger to sign in, and tells whoever is no admin, with a way home', async () => {
    const { page, context, complaints } = await open();
    await page.goto('/admin/metrics');
    await page.waitForURL('/login?returnTo=%2Fadmin%2Fmetrics');
    expect(complaints).toEqual([]);
    await signUp(page, 'curious@example.com');
    expect(await page.getByRole('link', { name: 'Metrics' }).count()).toBe(0);
    await page.goto('/admin/metrics');
    expect(await words(page, 'not-an-admin')).toContain('This page is for admins.');
    await page.getByTestId('not-an-admin').getByRole('link').click();
    await page.waitForURL('/');
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 60_000);

  it('is code that no other page loads', async () => {
    const { page, context } = await open();
    const loaded: string[] = [];
    page.on('response', async (response) => {
      if (response.url().endsWith('.js')) loaded.push(await response.text().catch(() => ''));
    });
    await enter(page, 'light@example.com');
    for (const path of ['/billing', '/account']) await page.goto(path, { waitUntil: 'networkidle' });
    const holdsIt = () => loaded.some((script) => script.includes('/admin/metrics/recent'));
    expect([loaded.length > 5, holdsIt()]).toEqual([true, false]);
    await page.goto('/admin/metrics', { waitUntil: 'networkidle' });
    expect(holdsIt()).toBe(true);
    await context.close();
  }, 60_000);

  it('is accessible in every state, never scrolls sideways, and keeps the content security policy', async () => {
    const { page, context, complaints } = await openPage(stage.browser, { baseURL: stage.url });
    await enter(page, 'looker@example.com');
    await page.goto('/admin/metrics');
    await ready(page);
    await judge(page, 'metrics');
    await retell(page, busyHour);
    await page.goto('/admin/metrics');
    await page.getByText('1 h', { exact: true }).click();
    await judge(page, 'metrics-hour');
    await judge(page, 'metrics-moment', async () => {
      const plot = (await tile(page, 'Response time').locator('svg').last().boundingBox())!;
      await page.mouse.move(plot.x + plot.width * 0.88, plot.y + plot.height / 2);
    });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await retell(page, (view) => ({ ...view, samples: [] }));
    await page.goto('/admin/metrics');
    await page.getByTestId('nothing-yet').waitFor();
    await judge(page, 'metrics-empty');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await refuse(page, { method: 'GET', path: API }, { status: 503, code: 'unavailable' });
    await page.goto('/admin/metrics');
    await page.getByTestId('metrics-error').waitFor();
    await judge(page, 'metrics-error');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await refuse(page, { method: 'GET', path: API }, { status: 403, code: 'role_required' });
    await page.goto('/admin/metrics');
    await page.getByTestId('not-an-admin').waitFor();
    await judge(page, 'metrics-not-an-admin');
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 120_000);
});
