import { randomUUID } from 'node:crypto';
import type { Browser } from './browser.js';
import type { TestApp } from './test-app.js';

/** A password that nobody objects to. */
export const PASSWORD = 'correct horse battery staple';

/** Signs somebody new up, in a browser of their own at the address. */
export async function signUp(
  tested: TestApp,
  address: string,
  email = `${randomUUID()}@example.com`,
): Promise<{ browser: Browser; email: string; id: string }> {
  const browser = tested.browser(address);
  const response = await browser.post('/auth/signup', { email, password: PASSWORD });
  if (response.status !== 201) throw new Error(`Not signed up: ${response.status}`);
  const { id } = (await response.json()) as { id: string };
  return { browser, email, id };
}

/** What the audit log has about somebody, in order. */
export async function auditOf({ dataSource }: TestApp, userId: string): Promise<{ action: string; details: object }[]> {
  return dataSource.query(
    'SELECT action, details FROM audit_events WHERE actor_id = $1 OR subject_id = $1 ORDER BY id',
    [userId],
  );
}

let last = 0;
/** An address that no other test has used: limits count by address. */
export const freshAddress = (): string => {
  last++;
  return `10.${(last >> 16) & 255}.${(last >> 8) & 255}.${last & 255}`;
};
