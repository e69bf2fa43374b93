import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { parse, stringify } from 'yaml';
import { launchBrowser } from './browser.js';
import { canaries } from './canaries.js';
import { Inbox } from './inbox.js';
import { freePort, run, type Program } from './program.js';
import { StripeStandIn } from './stripe-stand-in.js';

/** What of config/turnpike.yaml tests change. */
interface TurnpikeYaml {
  plans: Record<string, object>;
}

/** `npm start` on data of its own, and a browser to look at it with; set up once for the tests of one describe. */
export class OpenStage {
  browser: Browser;
  url: string;
  inbox: Inbox;
  stripe: StripeStandIn;
  private readonly data = mkdtempSync(join(tmpdir(), 'stage-'));
  private program: Program;

  /** `settings` may change what config/turnpike.yaml says. */
  constructor(private readonly settings?: (yaml: TurnpikeYaml) => void) {
    beforeAll(() => this.open(), 90_000);
    afterAll(() => this.close(), 40_000);
  }

  private async open(): Promise<void> {
    const port = await freePort();
    this.url = `http://localhost:${port}`;
    this.program = run(['npm', 'start'], {
      PORT: String(port),
      DATA_DIR: this.data,
      CONFIG_FILE: this.writeSettings(),
    });
    this.browser = await launchBrowser();
    await this.program.says(/Ctrl-C stops everything/);
    this.inbox = new Inbox(this.standIn('mail'));
    const secrets = readFileSync(join(this.data, 'sandbox', 'secrets.json'), 'utf8');
    const { stripeSecretKey, ...others } = JSON.parse(secrets) as { stripeSecretKey: string };
    for (const [name, secret] of Object.entries({ stripeSecretKey, ...others })) canaries.add(name, String(secret));
    this.stripe = new StripeStandIn(this.standIn('stripe'), stripeSecretKey);
  }

  /** Gives an account the role, as an operator does, by the built tool. */
  async makeAdmin(email: string): Promise<void> {
    const told = run([process.execPath, 'dist/apps/api/src/cli/main.js', 'users:set-role', email, 'admin'], {
      DATABASE_URL: this.databaseUrl,
    });
    if ((await told.ended) !== 0) throw new Error(told.output());
  }

  /** The database behind it, for what would take too long to come about. */
  get databaseUrl(): string {
    const kept = (name: string) => readFileSync(join(this.data, 'postgres', name), 'utf8').trim();
    return `postgres://app:${kept('password')}@127.0.0.1:${kept('port')}/turnpike`;
  }

  /** The address that the banner gives for a stand-in. */
  private standIn(name: string): string {
    return new RegExp(`^ +${name} +(http:\\S+)`, 'm').exec(this.program.output())![1]!;
  }

  private writeSettings(): string | undefined {
    if (!this.settings) return undefined;
    const yaml = parse(readFileSync('config/turnpike.yaml', 'utf8')) as TurnpikeYaml;
    this.settings(yaml);
    const file = join(this.data, 'turnpike.yaml');
    writeFileSync(file, stringify(yaml));
    return file;
  }

  private async close(): Promise<void> {
    await this.browser?.close();
    await this.program?.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
