import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@app/platform/testing';
import { freePort, run, type Program } from './support/program.js';

interface Mail {
  subject: string;
  text: string;
  links: string[];
}

/** A client that keeps its cookies, as a browser does. */
class Client {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly url: string) {}

  async call(path: string, body?: object): Promise<Response> {
    const headers = {
      origin: this.url,
      cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body && { 'content-type': 'application/json' }),
    };
    const response = await fetch(`${this.url}${path}`, {
      headers,
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      this.cookies.set(name!, value!);
    }
    return response;
  }

  async status(path: string, body?: object): Promise<number> {
    return (await this.call(path, body)).status;
  }

  async me(): Promise<{ email: string; emailVerified: boolean }> {
    return (await (await this.call('/auth/me')).json()) as { email: string; emailVerified: boolean };
  }
}

describe('mail, from the application to the inbox of the sandbox and back', () => {
  const password = 'correct horse battery staple 42';
  const newPassword = 'a wholly different staple 43';
  const data = mkdtempSync(join(tmpdir(), 'mail-'));
  let program: Program;
  let url: string;
  let inbox: string;
  const tokens: string[] = [];

  beforeAll(async () => {
    const port = await freePort();
    url = `http://localhost:${port}`;
    program = run(['npm', 'start'], { PORT: String(port), DATA_DIR: data, LOG_LEVEL: 'trace' });
    await program.says(/Ctrl-C stops everything/, 80_000);
    inbox = /^ +mail +(http:\S+) +Inbox/m.exec(program.output())?.[1] ?? 'the banner names no inbox';
  }, 90_000);
  afterAll(async () => {
    await program?.stop();
    rmSync(data, { recursive: true, force: true });
  }, 40_000);

  const mailTo = async (address: string, count: number): Promise<Mail> =>
    eventually(async () => {
      const answer = await fetch(`${inbox}/messages.json?to=${encodeURIComponent(address)}`);
      const { messages } = (await answer.json()) as { messages: Mail[] };
      return messages.length === count && messages[0];
    });

  /** The token of the only link that has one. */
  function tokenIn(mail: Mail, page: string): string {
    const links = mail.links.filter((link) => link.includes('#'));
    expect(links).toEqual([expect.stringMatching(new RegExp(`^${url}/${page}#[\\w-]{32,}$`))]);
    const token = new URL(links[0]!).hash.slice(1);
    tokens.push(token);
    return token;
  }

  it('confirms an address by the link that sign-up mails, once, and only for whoever signed up', async () => {
    const ada = new Client(url);
    expect(await ada.status('/auth/signup', { email: 'ada@example.com', password })).toBe(201);
    expect(await ada.me()).toMatchObject({ emailVerified: false });
    const token = tokenIn(await mailTo('ada@example.com', 1), 'verify-email');

    const mallory = new Client(url);
    expect(await mallory.status('/auth/signup', { email: 'mallory@example.com', password })).toBe(201);
    expect(await mallory.status('/auth/email/verify', { token })).toBe(400);

    expect(await ada.status('/auth/email/verify', { token })).toBe(204);
    expect(await ada.me()).toMatchObject({ emailVerified: true });
    expect((await (await ada.call('/auth/email/verify', { token })).json()) as object).toMatchObject({
      code: 'invalid_link',
    });
    expect(await ada.status('/auth/email/verification', {})).toBe(409);
  });

  it('lets somebody who forgot the password choose another, and ends every session', async () => {
    const grace = new Client(url);
    expect(await grace.status('/auth/signup', { email: 'grace@example.com', password })).toBe(201);
    tokenIn(await mailTo('grace@example.com', 1), 'verify-email');

    const forgetful = new Client(url);
    expect(await forgetful.status('/auth/password/forgot', { email: 'grace@example.com' })).toBe(202);
    const token = tokenIn(await mailTo('grace@example.com', 2), 'reset-password');
    expect(await forgetful.status('/auth/password/reset', { token, password: 'password' })).toBe(400);
    expect(await forgetful.status('/auth/password/reset', { token, password: newPassword })).toBe(204);

    expect(await grace.status('/auth/me')).toBe(401);
    expect(await forgetful.status('/auth/me')).toBe(401);
    expect(await forgetful.status('/auth/login', { email: 'grace@example.com', password })).toBe(401);
    expect(await forgetful.status('/auth/login', { email: 'grace@example.com', password: newPassword })).toBe(200);
    expect(await forgetful.me()).toMatchObject({ email: 'grace@example.com', emailVerified: true });
    expect(await forgetful.status('/auth/password/reset', { token, password: newPassword })).toBe(400);
  });

  it('answers alike for an address without an account, and mails nothing to it', async () => {
    const client = new Client(url);
    const known = await client.call('/auth/password/forgot', { email: 'ada@example.com' });
    const unknown = await client.call('/auth/password/forgot', { email: 'nobody@example.com' });
    expect([unknown.status, await unknown.text()]).toEqual([known.status, await known.text()]);
    await mailTo('ada@example.com', 2);
    expect(await (await fetch(`${inbox}/messages.json?to=nobody@example.com`)).json()).toEqual({ messages: [] });
  });

  it('shows the mails on the inbox page', async () => {
    const page = await (await fetch(`${inbox}/?to=grace%40example.com`)).text();
    expect(page).toContain('mails, newest first');
    const [path] = /\/messages\/[0-9a-f-]+/.exec(page)!;
    expect(await (await fetch(`${inbox}${path}`)).text()).toContain(`<a href="${url}/`);
  });

  it('keeps what the links hold out of the log, however much is logged', () => {
    expect(tokens).toHaveLength(3);
    expect(tokens.filter((token) => program.output().includes(token))).toEqual([]);
  });
});
