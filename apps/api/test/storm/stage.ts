import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startEmbeddedPostgres } from '@app/platform/testing';
import { DataSource } from 'typeorm';
import { freePort, run } from '../support/program.js';
import type { Chance } from './chance.js';
import { DIST, Instance, areReady } from '../support/instance.js';
import { PostOffice } from './post-office.js';
import { EXTRA_PRICES, settings } from './prices.js';
import { SlowWire } from './slow-wire.js';
import { StripeAccount } from './stripe-account.js';

// The reconciler would heal what the inbox loses, so while this is held it finds no turn. The name is its own.
const NO_RECONCILER = `SELECT pg_advisory_lock(hashtextextended('billing-reconciliation', 0))`;

/** Two instances on one database, the sandbox's Stripe behind a slow wire, and the post office between them. */
export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'storm-'));
  sql: DataSource;
  stripe: StripeAccount;
  office: PostOffice;
  wire: SlowWire;
  instances: Instance[] = [];
  private readonly closers: (() => unknown)[] = [];

  static async open(chance: Chance): Promise<Stage> {
    const stage = new Stage();
    try {
      await stage.set(chance);
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  /** Whether all instances are there. Throws when one has ended by itself. */
  areReady(): Promise<boolean> {
    return areReady(this.instances);
  }

  /** Everything, last come first gone. */
  async close(): Promise<void> {
    for (const close of this.closers.reverse()) await close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async set(chance: Chance): Promise<void> {
    const postgres = await startEmbeddedPostgres({ dataDir: join(this.folder, 'postgres'), durable: false });
    this.closers.push(() => postgres.stop());
    const port = await freePort(10_000);
    const publicUrl = `http://127.0.0.1:${port}`;
    this.office = new PostOffice(chance.branch());
    await this.office.open();
    this.closers.push(() => this.office.close());
    const sandbox = await this.startStripe(publicUrl);
    this.stripe = new StripeAccount(sandbox.STRIPE_API_BASE!, sandbox.STRIPE_SECRET_KEY!);
    this.wire = new SlowWire(this.stripe.url, chance.branch());
    await this.wire.open();
    this.closers.push(() => this.wire.close());
    await this.startInstances(
      [port, await freePort(18_000)],
      { ...sandbox, STRIPE_API_BASE: this.wire.url, PUBLIC_URL: publicUrl },
      postgres.url,
    );
    this.office.deliverTo(this.instances, sandbox.STRIPE_WEBHOOK_SECRET!);
  }

  private async startStripe(appUrl: string): Promise<Record<string, string>> {
    const child = fork(`${DIST}/apps/sandbox/src/main.js`, {
      env: {
        PATH: process.env.PATH,
        SANDBOX_PARTS: 'stripe',
        SANDBOX_DATA_DIR: join(this.folder, 'sandbox'),
        SANDBOX_APP_URL: appUrl,
        SANDBOX_WEBHOOK_URL: this.office.url,
        SANDBOX_PORT_BASE: String(await freePort(23_000)),
        SANDBOX_PRICE_IDS: EXTRA_PRICES,
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(child, 'close');
    this.closers.push(async () => {
      child.kill('SIGTERM');
      await ended;
    });
    const early = ended.then(() => Promise.reject(new Error('The sandbox ended before it was ready')));
    const [ready] = (await Promise.race([once(child, 'message'), early])) as [{ environment: Record<string, string> }];
    return ready.environment;
  }

  private async startInstances(ports: number[], given: Record<string, string>, databaseUrl: string): Promise<void> {
    const config = join(this.folder, 'turnpike.yaml');
    writeFileSync(config, settings());
    const common = {
      ...given,
      NODE_ENV: 'test',
      LOG_LEVEL: 'error',
      LOG_FORMAT: 'json',
      CONFIG_FILE: config,
      JWT_SECRET: 'a-key-of-the-storm-only-0123456789abcdef',
      TRUST_PROXY: '1',
      LLM_BASE_URL: 'http://127.0.0.1:9/v1',
      LLM_API_KEY: 'key-of-this-test',
      LLM_MODEL: 'small',
    };
    const migrated = run([process.execPath, `${DIST}/apps/api/src/cli/main.js`, 'migrate'], {
      ...common,
      DATABASE_URL: databaseUrl,
    });
    if ((await migrated.ended) !== 0) throw new Error(`The migrations failed:\n${migrated.output()}`);
    this.sql = await new DataSource({ type: 'postgres', url: databaseUrl }).initialize();
    this.closers.push(() => this.sql.destroy());
    await this.sql.createQueryRunner().query(NO_RECONCILER);
    for (const [index, port] of ports.entries()) {
      const role = `instance_${index + 1}`;
      await this.sql.query(`CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD 'storm'`);
      const url = Object.assign(new URL(databaseUrl), { username: role, password: 'storm' });
      const environment = { ...common, PORT: String(port), DATABASE_URL: url.href };
      const instance = new Instance(role, `http://127.0.0.1:${port}`, environment);
      this.instances.push(instance);
      this.closers.push(() => instance.end('SIGKILL'));
      instance.start();
    }
    await eventually(() => this.areReady(), 60_000).catch((error: unknown) => {
      const printed = this.instances.map((instance) => instance.output()).join('\n');
      throw new Error(`The instances did not become ready:\n${printed}`, { cause: error });
    });
  }
}
