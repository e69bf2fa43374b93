import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PretendModel } from '@app/llm/testing';
import { eventually, startEmbeddedPostgres } from '@app/platform/testing';
import { TestSocket } from '@app/turns/testing';
import { parse, stringify } from 'yaml';
import { Instance, areReady } from '../support/instance.js';
import { freePort, run } from '../support/program.js';
import { BalancingProxy } from './balancing-proxy.js';

const PASSWORD = 'a lighthouse keeps its own time';

/** Somebody who has signed up, with what their requests carry. */
export interface Person {
  cookie: string;
}

/** Two processes of the API on one database and one model, and a proxy in front that sends each connection to one that is ready. */
export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'instances-'));
  instances: Instance[] = [];
  model: PretendModel;
  proxy: BalancingProxy;
  private readonly closers: (() => unknown)[] = [];

  async open(): Promise<void> {
    const postgres = await startEmbeddedPostgres({ dataDir: join(this.folder, 'postgres'), durable: false });
    this.closers.push(() => postgres.stop());
    this.model = await PretendModel.start();
    this.closers.push(() => this.model.close());
    this.proxy = new BalancingProxy();
    await this.proxy.open();
    this.closers.push(() => this.proxy.close());
    const common = { ...this.settings(), DATABASE_URL: postgres.url, PUBLIC_URL: this.proxy.url };
    const migrated = run([process.execPath, 'dist/apps/api/src/cli/main.js', 'migrate'], common);
    if ((await migrated.ended) !== 0) throw new Error(`The migrations failed:\n${migrated.output()}`);
    for (const name of ['first', 'second']) {
      const port = await freePort();
      const instance = new Instance(name, `http://127.0.0.1:${port}`, { ...common, PORT: String(port) });
      this.instances.push(instance);
      this.closers.push(() => instance.end('SIGKILL'));
      instance.start();
    }
    await eventually(() => this.areReady(), 60_000);
    this.proxy.balance(this.instances);
  }

  /** Whether all instances are there. Throws when one has ended by itself. */
  areReady(): Promise<boolean> {
    return areReady(this.instances);
  }

  async close(): Promise<void> {
    for (const close of this.closers.reverse()) await close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Signs somebody up, at an instance or through the proxy. */
  async signUp(name: string, at: string = this.proxy.url): Promise<Person> {
    const answer = await fetch(`${at}/auth/signup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.proxy.url },
      body: JSON.stringify({ email: `${name}@example.com`, password: PASSWORD }),
    });
    if (answer.status !== 201) throw new Error(`Not signed up: ${answer.status}`);
    return {
      cookie: answer.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; '),
    };
  }

  socket({ cookie }: Person, at: string = this.proxy.url): Promise<TestSocket> {
    return TestSocket.open(`${at.replace('http', 'ws')}/ws`, { cookie, origin: this.proxy.url });
  }

  /** How many turns of today somebody has used, as any instance says. */
  async turnsUsed({ cookie }: Person): Promise<number> {
    const answer = await fetch(`${this.proxy.url}/billing/status`, { headers: { cookie } });
    return ((await answer.json()) as { quotas: { turns_per_day: { used: number } } }).quotas.turns_per_day.used;
  }

  private settings(): Record<string, string> {
    const yaml = parse(readFileSync('config/turnpike.yaml', 'utf8'));
    yaml.plans.free.quotas.turns_per_day = 10_000;
    const file = join(this.folder, 'turnpike.yaml');
    writeFileSync(file, stringify(yaml));
    return {
      CONFIG_FILE: file,
      NODE_ENV: 'test',
      LOG_LEVEL: 'error',
      LOG_FORMAT: 'json',
      JWT_SECRET: 'a-key-of-two-instances-0123456789abcdef',
      STRIPE_SECRET_KEY: 'sk_test_9f2c77a1',
      STRIPE_WEBHOOK_SECRET: 'whsec_4a9d1f6be2c7',
      STRIPE_PRICE_ID: 'price_pro',
      STRIPE_API_BASE: 'http://127.0.0.1:9',
      LLM_BASE_URL: this.model.baseUrl,
      LLM_API_KEY: 'key-of-this-test',
      LLM_MODEL: 'small',
    };
  }
}
