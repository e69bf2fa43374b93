import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startTestProvider, type TestProvider } from '@app/auth/testing';
import { PretendStripe } from '@app/billing/testing';
import { PretendModel } from '@app/llm/testing';
import { OtlpReceiver, startEmbeddedPostgres, type EmbeddedPostgres } from '@app/platform/testing';
import { parse, stringify } from 'yaml';
import { DIST } from '../support/instance.js';
import { freePort, run, type Program } from '../support/program.js';

/** One line of the log. */
export type Line = Record<string, unknown> & { message: string };

/** The built program between neighbours that remember what they heard, and a trace collector. */
export class TracedStage {
  url: string;
  model: PretendModel;
  provider: TestProvider;
  readonly stripe = new PretendStripe();
  readonly collector = new OtlpReceiver();
  readonly webhookSecret = `whsec_${randomBytes(12).toString('hex')}`;
  collectorUrl: string;
  private readonly folder: string;
  private postgres: EmbeddedPostgres;
  private environment: Record<string, string>;

  constructor() {
    mkdirSync('.data/tmp', { recursive: true });
    this.folder = mkdtempSync(join(process.cwd(), '.data/tmp/traces-'));
  }

  async open(): Promise<void> {
    this.postgres = await startEmbeddedPostgres({ dataDir: join(this.folder, 'postgres'), durable: false });
    this.model = await PretendModel.start();
    this.provider = await startTestProvider();
    this.collectorUrl = await this.collector.listen();
    const port = await freePort();
    this.url = `http://localhost:${port}`;
    this.environment = {
      ALLOW_TEST_ENDPOINTS: '1',
      CONFIG_FILE: this.writeSettings(),
      DATABASE_URL: this.postgres.url,
      GOOGLE_CLIENT_ID: this.provider.entry.client_id!,
      GOOGLE_CLIENT_SECRET: this.provider.entry.client_secret!,
      HOST: '127.0.0.1',
      JWT_SECRET: randomBytes(24).toString('hex'),
      LLM_BASE_URL: this.model.baseUrl,
      LLM_MODEL: 'small',
      NODE_ENV: 'production',
      LOG_LEVEL: 'debug',
      PORT: String(port),
      PUBLIC_URL: this.url,
      STRIPE_API_BASE: await this.stripe.listen(),
      STRIPE_PRICE_ID: 'price_pro',
      STRIPE_SECRET_KEY: `sk_test_${randomBytes(12).toString('hex')}`,
      STRIPE_WEBHOOK_SECRET: this.webhookSecret,
    };
    const migrated = run([process.execPath, `${DIST}/apps/api/src/cli/main.js`, 'migrate'], this.environment);
    if ((await migrated.ended) !== 0) throw new Error(migrated.output());
  }

  /** Starts the program and waits until it listens; with `more` in its environment. */
  async start(more: Record<string, string> = {}, options: string[] = []): Promise<Program> {
    const main = [process.execPath, ...options, `${DIST}/apps/api/src/main.js`];
    const program = run(main, { ...this.environment, ...more });
    await program.says(/listening/);
    return program;
  }

  async close(): Promise<void> {
    await this.collector.close();
    await this.provider?.close();
    await this.model?.close();
    await this.stripe.close();
    await this.postgres?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private writeSettings(): string {
    const yaml = parse(readFileSync('config/turnpike.yaml', 'utf8')) as { oauth_providers: Record<string, object> };
    const { authorization_url, token_url, userinfo_url } = this.provider.entry;
    Object.assign(yaml.oauth_providers.google!, { authorization_url, token_url, userinfo_url });
    const file = join(this.folder, 'turnpike.yaml');
    writeFileSync(file, stringify(yaml));
    return file;
  }
}

/** The lines that a program has written so far. */
export const linesOf = (program: Program): Line[] =>
  program
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line);
