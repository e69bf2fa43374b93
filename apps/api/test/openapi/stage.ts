import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { signedIn, startTestMailbox, startTestProvider, type TestMailbox, type TestProvider } from '@app/auth/testing';
import { PretendStripe } from '@app/billing/testing';
import { PretendModel } from '@app/llm/testing';
import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { parse, stringify } from 'yaml';
import { testApp } from '../support/test-app.js';
import { Description, type OpenApi } from './description.js';
import { Visitor } from './visitor.js';

export const ORIGIN = 'http://localhost:8000';
export const WEBHOOK_SECRET = 'whsec_ofthistestonly0123456789';

/** The whole application with everything around it, and the description that it gives of itself. */
export class Stage {
  app: NestFastifyApplication;
  description: Description;
  mailbox: TestMailbox;
  provider: TestProvider;
  model: PretendModel;
  url: string;
  readonly stripe = new PretendStripe();
  /** The operations that have succeeded. */
  readonly seen = new Set<string>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  private database: TestDatabase;

  async open(): Promise<void> {
    this.database = await createTestDatabase();
    this.mailbox = await startTestMailbox();
    this.provider = await startTestProvider();
    this.model = await PretendModel.start();
    this.app = await testApp(this.database.url, {
      CONFIG_FILE: this.settings(),
      GOOGLE_CLIENT_ID: this.provider.entry.client_id!,
      GOOGLE_CLIENT_SECRET: this.provider.entry.client_secret!,
      LLM_BASE_URL: this.model.baseUrl,
      PUBLIC_URL: ORIGIN,
      SMTP_URL: this.mailbox.url,
      STRIPE_API_BASE: await this.stripe.listen(),
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      TRUST_PROXY: '1',
    });
    await this.app.listen(0, '127.0.0.1');
    this.url = `http://127.0.0.1:${(this.app.getHttpServer().address() as AddressInfo).port}`;
    this.description = new Description((await (await fetch(`${this.url}/api/openapi.json`)).json()) as OpenApi);
  }

  /** Somebody new, whom nobody knows. */
  visitor(): Visitor {
    return new Visitor(this.description, this.url, ORIGIN, this.seen);
  }

  /** Somebody with an account, signed in. */
  async signedIn(role: 'user' | 'admin' = 'user'): Promise<Visitor & { id: string }> {
    const { cookie, actor } = await signedIn(this.app, { role });
    return Object.assign(this.visitor(), { cookie, id: actor.id });
  }

  async close(): Promise<void> {
    await this.app?.close();
    await this.stripe.close();
    await this.model?.close();
    await this.provider?.close();
    await this.mailbox?.close();
    await this.database?.drop();
    rmSync(this.folder, { recursive: true });
  }

  /** The settings of this repository, with the stand-ins, and with one more plan to change to. */
  private settings(): string {
    const yaml = parse(readFileSync('config/turnpike.yaml', 'utf8'));
    const { authorization_url, token_url, userinfo_url } = this.provider.entry;
    Object.assign(yaml.oauth_providers.google, { authorization_url, token_url, userinfo_url });
    const quotas = { turns_per_day: 50, turns_per_month: 500 };
    yaml.plans.small = { price: 'price_small', trial_days: 14, features: ['turns'], quotas };
    const file = join(this.folder, 'turnpike.yaml');
    writeFileSync(file, stringify(yaml));
    return file;
  }
}
