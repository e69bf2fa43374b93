import { createTestDatabase, testConfig, type TestDatabase } from '@app/platform/testing';
import { PASSWORD } from './accounts.js';
import { Browser } from './browser.js';
import { signedIn } from './signed-in.js';
import { authSettings, startTestApp, type TestApp } from './test-app.js';
import { startTestProvider, type TestProvider } from './test-provider.js';

type Entries = Record<string, Record<string, string>>;

/** An application on a database of its own with a test provider behind every kind, set up once for the tests of one describe. */
export class OAuthStage {
  database: TestDatabase;
  provider: TestProvider;
  tested: TestApp;
  private readonly more: TestApp[] = [];
  private person = 0;

  constructor(private readonly entries: (provider: TestProvider) => Entries = everyKind) {
    beforeAll(async () => {
      this.database = await createTestDatabase();
      this.provider = await startTestProvider();
      this.tested = await this.startApp();
    });
    beforeEach(() => {
      this.provider.reset();
      this.nextPerson();
    });
    afterAll(async () => {
      for (const app of [...this.more, this.tested]) await app?.close();
      await this.provider?.close();
      await this.database?.drop();
    });
  }

  /** Another instance on the same database. */
  async another(): Promise<TestApp> {
    const app = await this.startApp();
    this.more.push(app);
    return app;
  }

  browser(): Browser {
    return this.tested.browser();
  }

  /** Somebody who has never been here comes to the provider. */
  nextPerson(): void {
    const id = ++this.person;
    this.provider.person = { id, name: `Person ${id}`, email: `person${id}@example.com`, verified: true };
  }

  /** The person's own account here, made with a password; whether its address is verified. */
  async withPassword(verified: boolean): Promise<Browser> {
    const browser = this.tested.browser(`198.51.100.${this.person}`);
    const { email } = this.provider.person;
    await browser.post('/auth/signup', { email, password: PASSWORD });
    await this.sql('UPDATE users SET email_verified = $2 WHERE email = $1', [email, verified]);
    return browser;
  }

  /** A browser in which somebody else is signed in. */
  async somebodyElse(): Promise<Browser> {
    return this.withCookies((await signedIn(this.tested.app)).cookie);
  }

  withCookies(cookie: string): Browser {
    const browser = this.browser();
    for (const pair of cookie.split('; ')) browser.cookies.set(pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1));
    return browser;
  }

  async sql<T = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> {
    return this.tested.dataSource.query(text, values);
  }

  private startApp(): Promise<TestApp> {
    return startTestApp(testConfig(...authSettings(this.database.url, this.entries(this.provider))));
  }
}

const everyKind = (provider: TestProvider): Entries => ({
  google: provider.entry,
  github: { ...provider.entry, label: 'Octopus' },
  enterprise: { kind: 'github', base_url: provider.url, ...clientOf(provider) },
  work: { ...provider.oidcEntry, label: 'Work' },
  github_off: { kind: 'github', client_id: '', client_secret: '' },
});

const clientOf = ({ entry: { client_id, client_secret } }: TestProvider) => ({
  client_id: client_id!,
  client_secret: client_secret!,
});

/** Where a response redirects to. */
export function locationOf(response: Response): string | null {
  expect(response.status).toBe(302);
  return response.headers.get('location');
}

/** What the application knows of whoever is signed in there. */
export const meIn = async (browser: Browser) =>
  (await (await browser.get('/auth/me')).json()) as Record<string, string>;

/** Begins to link, and gives the provider's URL that the page goes to. */
export async function linkUrl(browser: Browser, name = 'google'): Promise<string> {
  const response = await browser.post(`/auth/oauth/${name}/link`);
  expect(response.status).toBe(201);
  return ((await response.json()) as { url: string }).url;
}
