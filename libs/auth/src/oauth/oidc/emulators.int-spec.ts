import { createServer, type AddressInfo } from 'node:net';
import { createEmulator } from 'emulate';
import { createTestDatabase, testConfig, type TestDatabase } from '@app/platform/testing';
import type { Browser } from '../../testing/browser.js';
import { locationOf, meIn } from '../../testing/oauth-stage.js';
import { authSettings, startTestApp, type TestApp } from '../../testing/test-app.js';

const CLIENT = { client_id: 'client-of-this-test', client_secret: 'client-key-of-this-test' };
const TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('O2 other people’s OpenID providers, by their settings alone', () => {
  const emulators: { close(): Promise<void> }[] = [];
  let database: TestDatabase;
  let tested: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    const [okta, microsoft] = await Promise.all([start('okta'), start('microsoft')]);
    const providers = {
      okta: { ...CLIENT, kind: 'oidc', label: 'Okta', issuer: `${okta}/oauth2/default` },
      entra: { ...CLIENT, kind: 'oidc', label: 'Microsoft', issuer: `${microsoft}/${TENANT}/v2.0` },
    };
    tested = await startTestApp(testConfig(...authSettings(database.url, providers)));
  });

  afterAll(async () => {
    await tested?.close();
    for (const emulator of emulators) await emulator.close();
    await database?.drop();
  });

  async function start(service: 'okta' | 'microsoft'): Promise<string> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const redirect_uris = ['okta', 'entra'].map((name) => `http://localhost:8000/auth/oauth/${name}/callback`);
    const oauth_clients = [{ ...CLIENT, name: 'Turnpike', redirect_uris, auth_server_id: 'default' }];
    const seed = {
      okta: {
        users: [{ login: 'ada@okta.local', email: 'ada@okta.local', first_name: 'Ada', last_name: 'Lovelace' }],
        authorization_servers: [{ id: 'default', name: 'default', audiences: ['api://default'] }],
        oauth_clients,
      },
      microsoft: { users: [{ email: 'ada@outlook.example', name: 'Ada' }], oauth_clients },
    };
    emulators.push(await createEmulator({ service, port, baseUrl: url, seed: { [service]: seed[service] } }));
    return url;
  }

  /** Clicks the person's button on the emulator's page, and comes back. */
  async function signIn(browser: Browser, name: string, email: string): Promise<Response> {
    const pageUrl = await browser.sendTo(name);
    const page = await (await fetch(pageUrl)).text();
    const form = (page.match(/<form[\s\S]*?<\/form>/g) ?? []).find((candidate) => candidate.includes(email)) ?? page;
    const fields = [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, field, value]) => [
      field,
      value!.replaceAll('&amp;', '&'),
    ]);
    const action = new URL(/action="([^"]*)"/.exec(form)?.[1] ?? '', pageUrl);
    const body = new URLSearchParams(Object.fromEntries(fields) as Record<string, string>);
    const answer = await fetch(action, { method: 'POST', body, redirect: 'manual' });
    const { pathname, search } = new URL(answer.headers.get('location')!);
    return browser.get(pathname + search);
  }

  it('Okta signs people in', async () => {
    const browser = tested.browser();
    expect(locationOf(await signIn(browser, 'okta', 'ada@okta.local'))).toBe('/');
    expect(await meIn(browser)).toMatchObject({ email: 'ada@okta.local', emailVerified: true, name: 'Ada Lovelace' });
  });

  it('O3 Microsoft does not say whether an address is verified, so nobody gets in by it', async () => {
    const browser = tested.browser();
    expect(locationOf(await signIn(browser, 'entra', 'ada@outlook.example'))).toBe('/login?error=email_unverified');
    expect(browser.cookies.size).toBe(0);
  });
});
