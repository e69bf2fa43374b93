import type { Page } from 'playwright-core';

/** Opens the menu behind the initials of whoever is signed in. */
export async function openAccountMenu(page: Page): Promise<void> {
  await page.getByTestId('account-menu').click();
  await page.getByRole('menu').waitFor();
}

/** Has the pages speak another language, by that menu, which stays open until it is closed. */
export async function chooseLanguage(page: Page, language: string): Promise<void> {
  await openAccountMenu(page);
  await page.getByTestId(`language-${language}`).click();
  await page.locator(`html[lang=${language}]`).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
}

export async function signOut(page: Page): Promise<void> {
  await openAccountMenu(page);
  await page.getByTestId('sign-out').click();
  await page.waitForURL('**/login**');
}
