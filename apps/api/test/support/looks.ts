import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { picture } from './browser.js';

/** How people look at the pages. */
export const LOOKS = [
  { theme: 'light', width: 1280 },
  { theme: 'light', width: 320 },
  { theme: 'dark', width: 1280 },
  { theme: 'dark', width: 320 },
] as const;
export type Look = (typeof LOOKS)[number];

/** What a browser needs to look at the pages like that. */
export const lookingLike = ({ theme, width }: Look) => ({ colorScheme: theme, viewport: { width, height: 800 } });

/** By how many pixels the page is wider than the window. */
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Takes a picture of the page, and fails unless it is accessible and fits into the window. */
export async function judge(page: Page, name: string, { theme, width }: Look): Promise<void> {
  await page.waitForLoadState('networkidle');
  await picture(page, `${name}-${theme}-${width}`);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const sideways = await page.evaluate<number>(SIDEWAYS);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  expect({ name, sideways, violations: found }).toEqual({ name, sideways: 0, violations: [] });
}
