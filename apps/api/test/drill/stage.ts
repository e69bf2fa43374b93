import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startEmbeddedPostgres } from '@app/platform/testing';
import { parse, stringify } from 'yaml';
import { Instance } from '../support/instance.js';
import { freePort, run } from '../support/program.js';
import { startSandbox } from '../support/sandbox.js';
import { Alertmanager } from './alertmanager.js';
import { Crowd } from './crowd.js';
import { Prometheus } from './prometheus.js';
import { Receivers } from './receivers.js';
import { StripeAccount } from './stripe-account.js';

const METRICS_TOKEN = 'metrics-token-of-the-drill';

/** The real application on the sandbox, watched by a real Prometheus and Alertmanager, and the people who use it. */
export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'drill-'));
  readonly receivers = new Receivers();
  readonly prometheus = new Prometheus(this.made('prometheus'));
  readonly alertmanager = new Alertmanager(this.made('alertmanager'));
  /** Two, of which one runs: a restart starts the other first. */
  instances: [Instance, Instance];
  crowd: Crowd;
  stripe: StripeAccount;
  private readonly closers: (() => unknown)[] = [];

  async open(): Promise<void> {
    const postgres = await startEmbeddedPostgres({ dataDir: join(this.folder, 'postgres'), durable: false });
    this.closers.push(() => postgres.stop());
    const urls = [`http://localhost:${await freePort()}`, `http://localhost:${await freePort(26_000)}`] as const;
    const sandbox = await startSandbox(urls[0], this.made('sandbox'), await freePort(10_000));
    this.closers.push(() => sandbox.stop());
    const { environment } = sandbox;
    this.stripe = new StripeAccount(environment.STRIPE_API_BASE!, environment.STRIPE_SECRET_KEY!);
    await this.startApp(urls, { ...environment, DATABASE_URL: postgres.url });
    await this.watch(urls[0]);
    this.crowd = new Crowd(urls[0], urls[0]);
    this.closers.push(() => this.crowd.leave());
  }

  /** What Prometheus reads, as it reads it. */
  async metrics(): Promise<string> {
    const answer = await fetch(`${this.crowd.url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
    return answer.text();
  }

  async close(): Promise<void> {
    for (const close of this.closers.reverse()) await close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startApp([first, second]: readonly [string, string], given: Record<string, string>): Promise<void> {
    const environment = {
      ...given,
      CONFIG_FILE: this.settings(),
      NODE_ENV: 'production',
      ALLOW_TEST_ENDPOINTS: '1',
      HOST: '127.0.0.1',
      TRUST_PROXY: '1',
      PUBLIC_URL: first,
      LOG_LEVEL: 'error',
      JWT_SECRET: 'a-key-of-the-drill-only-0123456789abcdef',
      METRICS_TOKEN,
    };
    const migrated = run([process.execPath, 'dist/apps/api/src/cli/main.js', 'migrate'], environment);
    if ((await migrated.ended) !== 0) throw new Error(`The migrations failed:\n${migrated.output()}`);
    const at = (role: string, url: string) => new Instance(role, url, { ...environment, PORT: new URL(url).port });
    this.instances = [at('first', first), at('second', second)];
    for (const instance of this.instances) this.closers.push(() => instance.end('SIGTERM'));
    this.instances[0].start();
    await eventually(() => this.instances[0].isReady(), 60_000);
  }

  private async watch(url: string): Promise<void> {
    await this.receivers.open();
    this.closers.push(() => this.receivers.close());
    this.closers.push(() => this.alertmanager.stop());
    await this.alertmanager.start(this.receivers.url);
    this.closers.push(() => this.prometheus.stop());
    await this.prometheus.start({ token: METRICS_TOKEN, alertmanager: new URL(this.alertmanager.url).host });
    await this.prometheus.lookAt(url);
  }

  private settings(): string {
    const yaml = parse(readFileSync('config/turnpike.yaml', 'utf8'));
    yaml.plans.free.quotas.turns_per_day = 10_000;
    const file = join(this.folder, 'turnpike.yaml');
    writeFileSync(file, stringify(yaml));
    return file;
  }

  private made(name: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    return folder;
  }
}
