import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { overhearPages } from './overhear.js';
import { chromium as playwright, type Browser, type BrowserContext, type Page } from 'playwright-core';

// The package's own arguments hold --single-process, which dies with the second context, and --disable-web-security.
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real headless Chromium out of the npm package. Says in one sentence when there is none. */
export async function launchBrowser(): Promise<Browser> {
  try {
    const executablePath = process.env.CHROMIUM_PATH || (await chromium.executablePath());
    return await playwright.launch({ executablePath, args: ARGUMENTS, headless: true });
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0];
    throw new Error(
      `No Chromium to test with (${reason}). Run npm ci on Linux x64, or set CHROMIUM_PATH to a Chromium of your own.`,
      { cause: error },
    );
  }
}

/** A page together with everything its console complained about, CSP violations included. */
export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  complaints: string[];
}

/** Opens a fresh browser profile whose console is watched. */
export async function openPage(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
  context.setDefaultTimeout(15_000);
  overhearPages(context);
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || /content security policy/i.test(message.text())) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  return { page: await context.newPage(), context, complaints };
}

/** Of a page that is longer, a picture shows what is in the window: nobody can look at the whole. */
const TALLEST_PX = 4000;

/** Keeps a picture of the page as an artefact under test-results/. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(process.cwd(), 'test-results', 'screenshots');
  mkdirSync(folder, { recursive: true });
  const fullPage = (await page.evaluate<number>('document.documentElement.scrollHeight')) <= TALLEST_PX;
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}
