import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestMailbox, startTestProvider, type TestMailbox, type TestProvider } from '@app/auth/testing';
import { PretendModel } from '@app/llm/testing';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@app/platform/testing';
import { parse, stringify } from 'yaml';
import { canaries } from '../support/canaries.js';
import { DIST } from '../support/instance.js';
import { freePort, run, type Program } from '../support/program.js';
import { EchoingServer } from './echoing-server.js';

/** A secret that no other run has, and that is shaped like nothing that a scrubber could know. */
export const canary = (kind: string) => `canary ${kind} & ${randomBytes(6).toString('hex')}`;

/** What there is around the API, with a canary for every secret: half of its neighbours work, the others quote what they hear. */
export class Stage {
  url: string;
  port: number;
  mailbox: TestMailbox;
  provider: TestProvider;
  model: PretendModel;
  readonly echo = new EchoingServer();
  environment: Record<string, string>;
  private readonly folder: string;
  private postgres: EmbeddedPostgres;

  constructor() {
    mkdirSync('.data/tmp', { recursive: true });
    this.folder = mkdtempSync(join(process.cwd(), '.data/tmp/canaries-'));
  }

  async open(): Promise<void> {
    this.postgres = await startEmbeddedPostgres({ dataDir: join(this.folder, 'postgres'), durable: false });
    this.mailbox = await startTestMailbox();
    this.provider = await startTestProvider();
    this.model = await PretendModel.start();
    await this.echo.open();
    this.port = await freePort();
    this.url = `http://localhost:${this.port}`;
    this.environment = this.secrets();
    const migrated = run([process.execPath, `${DIST}/apps/api/src/cli/main.js`, 'migrate'], this.environment);
    if ((await migrated.ended) !== 0) throw new Error(migrated.output());
  }

  /** Starts the built program, and waits until it listens. */
  async start(environment: Record<string, string>, options: string[] = []): Promise<Program> {
    const program = run([process.execPath, ...options, `${DIST}/apps/api/src/main.js`], {
      ...this.environment,
      ...environment,
    });
    await program.says(/listening/);
    return program;
  }

  /** A file that exists as long as the stage. */
  file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  async close(): Promise<void> {
    await this.echo.close();
    await this.model?.close();
    await this.provider?.close();
    await this.mailbox?.close();
    await this.postgres?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private secrets(): Record<string, string> {
    canaries.add('the provider’s client secret', this.provider.entry.client_secret);
    return {
      ALLOW_TEST_ENDPOINTS: '1',
      CONFIG_FILE: this.file('turnpike.yaml', this.settings()),
      DATABASE_URL: this.postgres.url,
      GITHUB_CLIENT_ID: 'github-client',
      GITHUB_CLIENT_SECRET: canary('github'),
      GOOGLE_CLIENT_ID: this.provider.entry.client_id!,
      GOOGLE_CLIENT_SECRET: this.provider.entry.client_secret!,
      HOST: '127.0.0.1',
      JWT_SECRET: `${canary('jwt')} long enough,${canary('older jwt')} long enough`,
      LLM_API_KEY: canary('llm'),
      LLM_BASE_URL: this.model.baseUrl,
      LLM_MODEL: 'small',
      LOG_LEVEL: 'trace',
      METRICS_TOKEN: randomBytes(20).toString('hex'),
      PORT: String(this.port),
      PUBLIC_URL: this.url,
      REDIS_URL: `redis://:${encodeURIComponent(canary('redis'))}@127.0.0.1:9`,
      SMTP_URL: this.mailbox.url,
      STRIPE_API_BASE: this.echo.url,
      STRIPE_PRICE_ID: 'price_pro',
      STRIPE_SECRET_KEY: `sk_test_${randomBytes(12).toString('hex')}`,
      STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(12).toString('hex')},whsec_${randomBytes(12).toString('hex')}`,
    };
  }

  /** Google signs people in, GitHub quotes; the model answers, and one more quotes. */
  private settings(): string {
    const yaml = parse(readFileSync('config/turnpike.yaml', 'utf8'));
    const [authorization, token, userinfo, emails] = ['authorization', 'token', 'userinfo', 'emails'].map(
      (what) => `${what}_url`,
    );
    Object.assign(yaml.oauth_providers.google, {
      [authorization!]: this.provider.entry.authorization_url,
      [token!]: this.provider.entry.token_url,
      [userinfo!]: this.provider.entry.userinfo_url,
    });
    for (const key of [authorization, token, userinfo, emails]) yaml.oauth_providers.github[key!] = this.echo.url;
    yaml.llm.providers = { echo: { base_url: `${this.echo.url}/v1`, api_key: '${LLM_API_KEY}' } };
    yaml.llm.models = { quoting: { provider: 'echo', model: 'quoting' } };
    yaml.plans.free.quotas.turns_per_day = 100;
    return stringify(yaml);
  }
}
