import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { picture } from './browser.js';

/** How people look at the pages. */
const LOOKS = [
  { theme: 'light', width: 1280 },
  { theme: 'light', width: 320 },
  { theme: 'dark', width: 1280 },
  { theme: 'dark', width: 320 },
] as const;
type Look = (typeof LOOKS)[number];

/** By how many pixels the page is wider than the window. */
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/**
 * Until whatever moves to an end is there: half faded in, a text has too little contrast. What another theme sets in motion
 * moves only from the next frame on.
 */
const AT_REST = `new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))).then(() =>
  Promise.allSettled(document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
    .map(({ finished }) => finished)))`;

/**
 * Takes pictures of the page as it is in all looks, or in the one it is in, and fails unless it is accessible and fits into
 * the window in each. Leaves it as it was. What depends on where things are is to be prepared anew in each look.
 */
export async function judge(page: Page, name: string, how?: Look | (() => Promise<void>)): Promise<void> {
  await page.waitForLoadState('networkidle');
  if (typeof how === 'object') return judgeLook(page, name, how);
  const before = page.viewportSize()!;
  for (const each of LOOKS) {
    await page.emulateMedia({ colorScheme: each.theme });
    await page.setViewportSize({ width: each.width, height: 800 });
    await how?.();
    await judgeLook(page, name, each);
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before);
}

async function judgeLook(page: Page, name: string, { theme, width }: Look): Promise<void> {
  await page.evaluate(AT_REST);
  await picture(page, `${name}-${theme}-${width}`);
  // There are no frames, for which alone axe would open a page of its own each time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const sideways = await page.evaluate<number>(SIDEWAYS);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  expect({ name, theme, width, sideways, violations: found }).toEqual({
    name,
    theme,
    width,
    sideways: 0,
    violations: [],
  });
}
