import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { TestSocket } from '@app/turns/testing';
import { testApp } from './support/test-app.js';

const ORIGIN = 'http://localhost:8000';
const ACCOUNT = { email: 'ada@example.com', password: 'correct horse battery staple 42' };
type Tier = 'basic' | 'pro' | 'advanced';

describe('the tier', () => {
  let folder: string;
  let database: TestDatabase;
  let app: NestFastifyApplication;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tiers-'));
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await app?.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The settings of this repository with one word changed, as an operator would. */
  async function start(tier: Tier, environment: Record<string, string> = {}): Promise<void> {
    const file = join(folder, 'turnpike.yaml');
    const yaml = readFileSync('config/turnpike.yaml', 'utf8').replace(/^tier: \w+/m, `tier: ${tier}`);
    expect(yaml).toContain(`tier: ${tier} `);
    writeFileSync(file, yaml);
    app = await testApp(database.url, { CONFIG_FILE: file, ...environment });
  }

  const get = (url: string, cookie?: string) => app.inject({ method: 'GET', url, headers: cookie ? { cookie } : {} });
  const post = (url: string, payload: object = {}) =>
    app.inject({ method: 'POST', url, payload, headers: { origin: ORIGIN } });
  const statusOf = async (url: string) => (await get(url)).statusCode;

  async function signUp(): Promise<string> {
    const { statusCode, cookies } = await post('/auth/signup', ACCOUNT);
    expect(statusCode).toBe(201);
    return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  it('basic knows neither sign-in nor billing: everybody is the local user, and may use everything', async () => {
    await start('basic');
    for (const url of ['/auth/login', '/auth/signup', '/auth/logout', '/billing/checkout', '/billing/webhook']) {
      expect([url, (await post(url, ACCOUNT)).statusCode]).toEqual([url, 404]);
    }
    for (const url of ['/auth/oauth/providers', '/auth/sessions', '/billing/plans', '/billing/status']) {
      expect([url, await statusOf(url)]).toEqual([url, 404]);
    }
    const me = await get('/auth/me');
    expect(me.json()).toMatchObject({
      email: 'local@localhost',
      plan: 'none',
      features: expect.arrayContaining(['turns']),
    });
    expect((await get('/conversations')).json()).toMatchObject({ conversations: [] });
    expect(await statusOf('/health/ready')).toBe(200);

    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const socket = await TestSocket.open(`ws://127.0.0.1:${port}/ws`, { origin: ORIGIN });
    expect(socket.frames[0]).toMatchObject({ type: 'ready', plan: 'none' });
    await socket.close();
  });

  it('basic starts without the secrets of what it leaves out', async () => {
    const none = { JWT_SECRET: '', STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: '', STRIPE_API_BASE: '' };
    await start('basic', none);
    expect(await statusOf('/auth/me')).toBe(200);
  });

  it('pro has password sign-in and nothing for sale', async () => {
    await start('pro', { STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: '' });
    expect([await statusOf('/auth/me'), await statusOf('/conversations')]).toEqual([401, 401]);
    const cookie = await signUp();
    expect((await get('/auth/me', cookie)).json()).toMatchObject({ email: ACCOUNT.email, plan: 'none' });
    expect((await get('/conversations', cookie)).statusCode).toBe(200);
    expect((await post('/auth/login', ACCOUNT)).statusCode).toBe(200);
    const absent = [
      '/auth/oauth/providers',
      '/auth/oauth/google/start',
      '/auth/identities',
      '/billing/plans',
      '/billing/status',
    ];
    for (const url of absent) expect([url, (await get(url, cookie)).statusCode]).toEqual([url, 404]);
    expect((await post('/billing/webhook')).statusCode).toBe(404);
  });

  it('advanced has everything: providers that are configured, plans, a webhook', async () => {
    await start('advanced');
    expect((await get('/auth/oauth/providers')).json()).toEqual({ providers: [{ name: 'google', label: 'Google' }] });
    expect((await get('/auth/oauth/google/start')).statusCode).toBe(302);
    expect(await statusOf('/auth/oauth/github/start')).toBe(404);
    expect((await get('/billing/plans')).json()).toMatchObject({ plans: [{ name: 'free' }, { name: 'pro' }] });
    expect((await post('/billing/webhook')).statusCode).toBe(400);
    const cookie = await signUp();
    expect((await get('/auth/me', cookie)).json()).toMatchObject({ plan: 'free', features: ['turns'] });
    expect((await get('/billing/status', cookie)).json()).toMatchObject({ plan: 'free', status: 'none' });
    expect((await get('/auth/identities', cookie)).statusCode).toBe(200);
  });
});
