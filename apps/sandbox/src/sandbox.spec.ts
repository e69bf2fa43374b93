import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from './sandbox.js';
import { loadSecrets } from './secrets.js';
import { readSettings } from './settings.js';

describe('the sandbox as a whole', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sandbox-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('makes its secrets once and keeps them for their owner alone', () => {
    const secrets = loadSecrets(directory);
    expect(secrets.stripeSecretKey).toMatch(/^sk_test_sandbox_[0-9a-f]{48}$/);
    expect(secrets.stripeWebhookSecret).toMatch(/^whsec_sandbox_/);
    expect(loadSecrets(directory)).toEqual(secrets);
    expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(directory, 'secrets.json'), 'utf8')).toContain(secrets.googleClientSecret);
  });

  it('says which file is broken instead of starting with other secrets', () => {
    writeFileSync(join(directory, 'secrets.json'), '{');
    expect(() => loadSecrets(directory)).toThrow(/secrets\.json cannot be read/);
  });

  it('says which file is broken when Stripe cannot remember, and leaves nothing listening', async () => {
    writeFileSync(join(directory, 'stripe.json'), '{');
    const settings = { SANDBOX_PARTS: 'llm,stripe', SANDBOX_DATA_DIR: directory, SANDBOX_PORT_BASE: '23200' };
    await expect(startSandbox(readSettings(settings))).rejects.toThrow(/stripe\.json cannot be read/);
    await expect(fetch('http://127.0.0.1:23210/v1/models')).rejects.toThrow();
  });

  it('takes defaults for what it is not told, and names what it cannot use', () => {
    expect(readSettings({})).toMatchObject({
      parts: ['google', 'github', 'stripe', 'llm', 'mail'],
      firstPort: 4000,
      webhookUrl: 'http://localhost:8000/billing/webhook',
    });
    expect(() => readSettings({ SANDBOX_PARTS: 'llm,paypal' })).toThrow(/"paypal"/);
    expect(() => readSettings({ SANDBOX_PORT_BASE: '70000' })).toThrow(/SANDBOX_PORT_BASE/);
    expect(() => readSettings({ SANDBOX_APP_URL: 'nowhere' })).toThrow(/SANDBOX_APP_URL/);
  });

  it('starts the parts asked for, and hands over what an operator would set for them', async () => {
    const settings = readSettings({
      SANDBOX_PARTS: 'github,llm,mail',
      SANDBOX_DATA_DIR: directory,
      SANDBOX_PORT_BASE: '23000',
    });
    const { ready, close } = await startSandbox(settings);
    expect(ready.parts.map((part) => part.name)).toEqual(['github', 'llm', 'mail']);
    expect(Object.keys(ready.environment)).toEqual([
      'GITHUB_CLIENT_ID',
      'GITHUB_CLIENT_SECRET',
      'LLM_BASE_URL',
      'LLM_API_KEY',
      'LLM_MODEL',
      'LLM_PREMIUM_MODEL',
      'SMTP_URL',
    ]);
    expect(Object.keys(ready.oauthProviders)).toEqual(['github']);
    expect(ready.demoAccounts).toContainEqual({ provider: 'github', name: 'Ada Lovelace', email: 'ada@example.com' });
    await close();
    await expect(fetch(ready.environment.LLM_BASE_URL as string)).rejects.toThrow();
  });

  it('moves on to the next port when one is taken', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(23_110, '127.0.0.1', resolve));
    const settings = { SANDBOX_PARTS: 'llm', SANDBOX_DATA_DIR: directory, SANDBOX_PORT_BASE: '23100' };
    const { ready, close } = await startSandbox(readSettings(settings));
    expect(ready.parts[0]?.url).toBe('http://127.0.0.1:23111');
    await close();
    await new Promise((resolve) => squatter.close(resolve));
  });
});
