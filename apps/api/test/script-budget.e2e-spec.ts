import { globSync } from 'node:fs';
import { get } from 'node:http';
import type { BrowserContext } from 'playwright-core';
import { openPage } from './support/browser.js';
import { signUp } from './support/forms.js';
import { OpenStage } from './support/stage.js';

const MOST_BYTES = 100_000;
const PAGES = globSync('**/*.html', { cwd: 'apps/web/build' })
  .map((file) => `/${file.replace(/(^index)?\.html$/, '')}`)
  .sort();
/** These send on whoever is signed in. */
const FOR_STRANGERS = ['/login', '/signup', '/logout', '/forgot-password', '/reset-password'];

/** What comes over the wire for an address when a browser understands gzip only. */
const weigh = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve(bytes));
      response.on('error', reject);
    }).on('error', reject);
  });

describe('the script of a page, compressed', () => {
  const stage = new OpenStage();
  const contexts: Record<'stranger' | 'admin', BrowserContext> = {} as never;

  beforeAll(async () => {
    contexts.stranger = (await openPage(stage.browser, { baseURL: stage.url })).context;
    // Signing out would send them on.
    await contexts.stranger.route('/auth/logout', (route) => route.abort());
    const { page, context } = await openPage(stage.browser, { baseURL: stage.url });
    await signUp(page, 'weigher@example.com');
    await stage.makeAdmin('weigher@example.com');
    contexts.admin = context;
  }, 120_000);

  it('is looked at on every page there is', () => {
    expect(PAGES).toEqual(expect.arrayContaining(['/', '/404', '/account', '/admin/metrics', '/billing', '/login']));
  });

  it.each(PAGES)(
    'that %s loads before anybody touches it is 100 kB at most',
    async (path) => {
      const page = await contexts[FOR_STRANGERS.includes(path) ? 'stranger' : 'admin'].newPage();
      const scripts = new Set<string>();
      page.on('request', (request) => {
        if (request.resourceType() === 'script' || request.url().endsWith('.js')) scripts.add(request.url());
      });
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      expect([path, new URL(page.url()).pathname]).toEqual([path, path]);
      const sizes = await Promise.all([...scripts].map(weigh));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      process.stdout.write(`${path}: ${(bytes / 1000).toFixed(1)} kB in ${scripts.size} files\n`);
      expect(scripts.size).toBeGreaterThan(5);
      expect({ path, bytes, fits: bytes <= MOST_BYTES }).toEqual({ path, bytes, fits: true });
      await page.close();
    },
    60_000,
  );
});
