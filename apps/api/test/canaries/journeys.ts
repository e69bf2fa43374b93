import { randomUUID } from 'node:crypto';
import { Browser } from '@app/auth/testing';
import { signatureOf } from '@app/billing/testing';
import { answers, fails, garbage } from '@app/llm/testing';
import { bytesOf, speak } from '@app/security/testing';
import { TestSocket } from '@app/turns/testing';
import { DataSource } from 'typeorm';
import { canaries } from '../support/canaries.js';
import { canary, type Stage } from './stage.js';

const TABLES = ['users', 'sessions', 'conversations', 'turns', 'audit_events', 'oauth_flows'];

/** Does everything there is to do, mostly wrongly, with a canary wherever there is something secret. */
export class Journeys {
  /** What was answered that holds nothing secret by right: errors, and what operators read. */
  readonly heard: string[] = [];
  private readonly password = canary('password');
  private readonly email = `${randomUUID()}@example.com`;
  private readonly browser: Browser;

  constructor(private readonly stage: Stage) {
    this.browser = new Browser(stage.url, stage.url, '127.0.0.1');
  }

  async all(): Promise<void> {
    await this.passwords();
    await this.providers();
    await this.billing();
    await this.turns();
    await this.oddRequests();
    await this.databaseErrors();
    await this.operators();
  }

  private async passwords(): Promise<void> {
    const { email, password, browser, stage } = this;
    await this.expect(201, browser.post('/auth/signup', { email, password, name: 'Ada' }));
    await this.expect(409, browser.post('/auth/signup', { email, password: canary('another password') }));
    await this.expect(400, browser.post('/auth/signup', { email, password: canary('unknown field'), admin: true }));
    await this.expect(400, browser.post('/auth/signup', { email: canary('address'), password: `é${password}` }));
    await this.expect(401, browser.post('/auth/login', { email, password: canary('wrong password') }));
    const token = await this.stage.mailbox.nextToken(email);
    canaries.add('a mailed token', token);
    await this.expect(400, browser.post('/auth/email/verify', { token: `${token}x` }));
    await this.expect(204, browser.post('/auth/email/verify', { token }));
    await this.expect(202, browser.post('/auth/password/forgot', { email }));
    const reset = await stage.mailbox.nextToken(email);
    canaries.add('a mailed token', reset);
    await this.expect(400, browser.post('/auth/password/reset', { token: reset, password: 'password' }));
    await this.expect(204, browser.post('/auth/password/reset', { token: reset, password }));
    await this.expect(200, browser.post('/auth/login', { email, password }));
    const jwt = browser.cookies.get('auth_token')!;
    for (const bearer of [jwt, `${jwt}x`, canary('bearer').replaceAll(' ', '-')])
      await this.ask('GET', '/auth/me', { authorization: `Bearer ${bearer}` });
  }

  private async providers(): Promise<void> {
    const { browser, stage } = this;
    const visitor = new Browser(stage.url, stage.url, '127.0.0.1');
    await this.expect(302, visitor.signInThrough('google'));
    for (const step of ['token', 'userinfo'] as const) {
      stage.provider.misbehaves[step] = 'html';
      await this.expect(302, visitor.signInThrough('google'));
      stage.provider.reset();
    }
    // GitHub's stand-in quotes the code, the verifier and our secret in its error.
    const start = await browser.get('/auth/oauth/github/start');
    const state = new URL(start.headers.get('location')!).searchParams.get('state')!;
    const code = encodeURIComponent(canary('code'));
    await this.expect(302, browser.get(`/auth/oauth/github/callback?code=${code}&state=${state}`));
    await this.expect(302, browser.get(`/auth/oauth/github/callback?code=${code}&state=${state}x`));
    await this.expect(302, browser.get(`/auth/oauth/google/callback?error=${code}&error_description=${code}`));
    await this.expect(302, browser.get(`/auth/oauth/${code}/callback?code=${code}`));
    for (const given of stage.provider.given) canaries.add('a provider’s token', given);
  }

  private async billing(): Promise<void> {
    const { STRIPE_WEBHOOK_SECRET: secrets } = this.stage.environment;
    await this.expect(503, this.browser.post('/billing/checkout', { plan: 'pro' }));
    await this.ask('POST', '/billing/portal');
    const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'x.y', livemode: false, data: { object: {} } });
    for (const secret of [secrets!.split(',')[1]!, 'whsec_of_somebody_else'])
      for (const payload of [body, `{"secret": "${canary('payload')}`])
        await this.ask('POST', '/billing/webhook', { 'stripe-signature': signatureOf(payload, secret) }, payload);
  }

  private async turns(): Promise<void> {
    const socket = await this.socket();
    const answer = canary('answer');
    canaries.add('an answer', answer);
    this.stage.model.next(answers(answer, ' and ', answer), garbage(), fails(400), fails(500));
    for (const model of ['standard', 'standard', 'standard', 'standard', 'quoting']) {
      const [id, text] = [randomUUID(), this.prompt()];
      socket.send({ type: 'turn', id, text, model });
      await Promise.race([socket.next('done', id), socket.next('error', id)]);
    }
    socket.send({ type: 'turn', id: this.prompt(), text: this.prompt(), [this.prompt()]: 1 });
    socket.send(`{"type":"turn","text":"${this.prompt()}`);
    await socket.next('error');
    this.heard.push(...socket.frames.filter(({ type }) => type === 'error').map((frame) => JSON.stringify(frame)));
    await socket.close();
  }

  private async oddRequests(): Promise<void> {
    const { cookie } = this;
    const secret = encodeURIComponent(this.prompt());
    const json = { 'content-type': 'application/json' };
    await this.ask('POST', '/auth/login', json, `{"email":"a@example.com","password":"${this.prompt()}`);
    await this.ask('POST', '/auth/login', { 'content-type': 'text/plain' }, this.prompt());
    await this.ask('POST', '/auth/login', json, JSON.stringify({ email: [this.prompt()], more: this.prompt() }));
    await this.ask('GET', `/conversations/${secret}`);
    await this.ask('GET', `/${secret}?token=${secret}&token=${secret}`);
    await this.ask('GET', `/billing/status?checkout_session=${secret}`);
    await this.ask('DELETE', `/auth/sessions/${secret}`);
    for (const bytes of [
      bytesOf({ target: `/%zz${secret}`, headers: [['Cookie', cookie]] }),
      bytesOf({ target: `/${secret}`, headers: [['Host', `${secret}:80:80`]] }),
      `GET / HTTP/1.1\r\nHost: x\r\nCookie ${cookie}\r\n\r\n`,
      bytesOf({ method: 'CONNECT', target: `${secret}:443`, headers: [['Authorization', `Basic ${secret}`]] }),
      bytesOf({ target: '/ws', headers: [['Upgrade', 'websocket'], ['Connection', 'Upgrade'], ['Cookie', cookie]] }), // prettier-ignore
    ])
      this.heard.push((await speak(this.stage.port, bytes)).body);
  }

  /** Postgres quotes whole rows in what it says of a constraint. */
  private async databaseErrors(): Promise<void> {
    const database = await new DataSource({ type: 'postgres', url: this.stage.environment.DATABASE_URL }).initialize();
    const socket = await this.socket();
    for (const table of TABLES)
      await database.query(`ALTER TABLE IF EXISTS ${table} ADD CONSTRAINT planted CHECK (false) NOT VALID`);
    const nobody = new Browser(this.stage.url, this.stage.url, '127.0.0.1');
    const email = `${randomUUID()}@example.com`;
    await this.expect(500, nobody.post('/auth/signup', { email, password: canary('lost password'), name: 'Bob' }));
    await this.expect(500, nobody.post('/auth/login', { email: this.email, password: this.password }));
    await this.ask('GET', '/auth/oauth/google/start');
    const id = randomUUID();
    socket.send({ type: 'turn', id, text: this.prompt() });
    this.heard.push(JSON.stringify(await socket.next('error', id)));
    await socket.close();
    for (const table of TABLES)
      await database.query(`ALTER TABLE IF EXISTS ${table} DROP CONSTRAINT IF EXISTS planted`);
    await database.destroy();
  }

  private async operators(): Promise<void> {
    const operator = { authorization: `Bearer ${this.stage.environment.METRICS_TOKEN}` };
    for (const path of ['/metrics', '/health', '/health?detail', '/api/openapi.json'])
      this.heard.push(await (await fetch(this.stage.url + path, { headers: operator })).text());
    await this.expect(401, fetch(`${this.stage.url}/metrics`, { headers: { authorization: `Bearer ${canary('x')}` } }));
  }

  private get cookie(): string {
    return [...this.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private socket(): Promise<TestSocket> {
    const { cookie } = this;
    return TestSocket.open(`${this.stage.url.replace('http', 'ws')}/ws`, { cookie, origin: this.stage.url });
  }

  private prompt(): string {
    const prompt = canary('prompt "quoted" / ünï');
    canaries.add('a prompt', prompt);
    return prompt;
  }

  private async ask(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
    const all = {
      origin: this.stage.url,
      ...('authorization' in headers ? {} : { cookie: this.cookie }),
      ...headers,
    };
    await this.hear(await fetch(this.stage.url + path, { method, headers: all, body, redirect: 'manual' }));
  }

  private async expect(status: number, asked: Promise<Response>): Promise<void> {
    const response = await asked;
    expect([response.url, response.status]).toEqual([response.url, status]);
    await this.hear(response);
  }

  private async hear(response: Response): Promise<void> {
    const text = await response.text();
    if (response.status >= 400) this.heard.push(text);
  }
}
