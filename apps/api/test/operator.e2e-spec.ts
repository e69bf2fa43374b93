import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@app/platform/testing';
import type { Browser } from 'playwright-core';
import { parse, stringify } from 'yaml';
import { launchBrowser } from './support/browser.js';
import { freePort, run, type Program } from './support/program.js';
import { startSandbox } from './support/sandbox.js';
import { tellTheStory } from './support/story.js';

const METRICS_TOKEN = 'operators-own-token-5f1d';

describe('an operator who configures every part in the environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'operator-'));
  let browser: Browser;
  let postgres: EmbeddedPostgres;
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;
  let environment: Record<string, string>;
  let program: Program | undefined;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://localhost:${port}`;
    // One by one, so that what has started is known and stopped even when the next one fails.
    browser = await launchBrowser();
    postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: false });
    sandbox = await startSandbox(url, join(folder, 'sandbox'), await freePort());
    environment = {
      ...sandbox.environment,
      ALLOW_TEST_ENDPOINTS: '1',
      CONFIG_FILE: join(folder, 'turnpike.yaml'),
      DATABASE_URL: postgres.url,
      HOST: '127.0.0.1',
      JWT_SECRET_FILE: join(folder, 'jwt_secret'),
      METRICS_TOKEN,
      NODE_ENV: 'production',
      PORT: String(port),
      PUBLIC_URL: url,
    };
    writeFileSync(join(folder, 'jwt_secret'), 'kept-in-a-file-as-orchestrators-do-7c1f90\n');
    writeFileSync(environment.CONFIG_FILE!, settings());
  }, 60_000);

  /** The settings of the repository, with the addresses of the providers. */
  function settings(): string {
    const yaml = parse(readFileSync('config/turnpike.yaml', 'utf8'));
    for (const [name, urls] of Object.entries(sandbox.oauthProviders)) Object.assign(yaml.oauth_providers[name], urls);
    return stringify(yaml);
  }

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    await sandbox?.stop();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  it('migrates, starts the API and pages alone, has the same story to tell, and stops it with SIGTERM', async () => {
    const migrated = run(['npm', 'run', '--silent', 'cli', '--', 'migrate'], environment);
    expect(await migrated.ended).toBe(0);
    expect(migrated.output()).toContain('applied');

    program = run(['npm', 'run', '--silent', 'start:prod'], environment);
    await program.says(/listening/);
    const story = await tellTheStory(browser, { url, name: 'operator', metricsToken: METRICS_TOKEN });
    expect(story.plan).toBe('Pro');
    expect(story.premiumAnswer).toContain('[Demo responder, not an AI model]');
    expect(story.complaints).toEqual([]);
    expect(story.counted('turnpike_turn_duration_seconds_count', { outcome: 'completed' })).toBe(21);

    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    expect(await program.stop('SIGTERM')).toBe(0);
    expect(linesThatAreNotJson(program.output())).toEqual([]);
    expect(secretsIn(program.output())).toEqual([]);
  }, 150_000);

  const linesThatAreNotJson = (output: string) => output.split('\n').filter((line) => line && !line.startsWith('{'));

  function secretsIn(output: string): string[] {
    const secrets = Object.entries(sandbox.environment).filter(([name]) => /SECRET|KEY/.test(name));
    const prompts = [
      ['prompt', 'What is a turnpike?'],
      ['token', METRICS_TOKEN],
      ['jwt', 'kept-in-a-file'],
    ];
    return [...secrets, ...prompts].filter(([, value]) => output.includes(value!)).map(([name]) => name!);
  }
});
