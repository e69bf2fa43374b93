import type { Page } from 'playwright-core';

/** A password that every policy takes, and another one. */
export const PASSWORD = 'a lighthouse keeps its own time';
export const NEW_PASSWORD = 'a harbour counts its own ships';

export const fill = (page: Page, label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
export const submit = (page: Page) => page.getByTestId('submit').click();
export const press = (page: Page, name: string) => page.getByRole('button', { name }).click();
export const words = (page: Page, testid: string) => page.getByTestId(testid).innerText();

/** The id of what has the focus, or its text. */
export const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.id || document.activeElement.textContent');

/** Creates an account with `PASSWORD`, up to the chat. The page's context has the application's `baseURL`. */
export async function signUp(page: Page, email: string): Promise<void> {
  await page.goto('/signup');
  await signIn(page, email, PASSWORD);
  await page.getByTestId('chat-input').waitFor();
}

/** Fills the form that is there. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await fill(page, 'E-mail', email);
  await fill(page, 'Password', password);
  await submit(page);
}

/** Has the API refuse something, for what takes too long or too many tries to come about. */
export async function refuse(
  page: Page,
  request: { method: string; path: string },
  { status, code, retryAfter }: { status: number; code: string; retryAfter?: number },
): Promise<void> {
  await page.route(request.path, (route) =>
    route.request().method() === request.method
      ? route.fulfill({
          status,
          headers: retryAfter ? { 'retry-after': String(retryAfter) } : {},
          contentType: 'application/problem+json',
          body: JSON.stringify({ status, code, title: code, detail: code }),
        })
      : route.fallback(),
  );
}

/** Without the browser's own line about every answer of 400 and up, for tests that ask for one. */
export const unexpected = (complaints: string[]) =>
  complaints.filter((text) => !text.startsWith('Failed to load resource'));

/** Has a link to a new password mailed. */
export async function askForReset(page: Page, email: string): Promise<void> {
  await page.goto('/forgot-password');
  await sendResetLink(page, email);
}

/** The same on the page that is there, with the keyboard alone. */
export async function sendResetLink(page: Page, email: string): Promise<void> {
  await page.getByRole('form', { name: 'Forgot password' }).locator('button:enabled').waitFor();
  await fill(page, 'E-mail', email);
  await page.keyboard.press('Enter');
  await page.getByTestId('forgot-sent').waitFor();
}
