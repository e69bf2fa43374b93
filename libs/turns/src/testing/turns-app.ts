import { StandardSchemaValidationPipe } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AuthConfig, AuthModule, MailConfig, Sessions } from '@app/auth';
import { signedIn, type SignedInUser } from '@app/auth/testing';
import { BillingConfig, BillingModule, Quotas } from '@app/billing';
import { LlmConfig } from '@app/llm';
import { PretendModel } from '@app/llm/testing';
import { MetricsConfig, MetricsModule } from '@app/metrics';
import { ConfigModule, DatabaseModule, Drain, InvalidRequest, PlatformConfig, PlatformModule } from '@app/platform';
import { createTestDatabase, testConfig, type TestDatabase } from '@app/platform/testing';
import { createHardenedServer, SecurityConfig, SecurityModule } from '@app/security';
import { withCalmLoop } from '@app/security/testing';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { SocketsConfig } from '../socket/sockets.config.js';
import { TurnsConfig } from '../turns.config.js';
import { TurnsModule } from '../turns.module.js';
import { TestSocket } from './test-socket.js';

const PUBLIC_URL = 'http://localhost:8000';
const PLANS = {
  free: { features: ['turns'], quotas: { turns_per_day: 3 } },
  pro: { price: 'price_pro', features: ['turns', 'long_turns', 'premium_models'], quotas: { turns_per_day: 100 } },
};
const SECTIONS = [
  PlatformConfig,
  MetricsConfig,
  SecurityConfig,
  AuthConfig,
  MailConfig,
  BillingConfig,
  LlmConfig,
  SocketsConfig,
  TurnsConfig,
];
const MODULES = [PlatformModule, DatabaseModule, MetricsModule, SecurityModule, AuthModule, BillingModule, TurnsModule];

export interface TurnsAppOptions {
  /** Shares database and model with this one, as another instance does. */
  beside?: TurnsApp;
  plans?: Record<string, unknown>;
  /** Modules of the test's own. */
  imports?: (new () => object)[];
  timeouts?: Record<string, number>;
  guardrails?: Record<string, unknown>;
  environment?: Record<string, string>;
  /** More of the YAML: `llm` is merged with the pretend model's, other keys replace. */
  yaml?: Record<string, unknown>;
}

/** TurnsModule in a real application on loopback, with a real Postgres, real sockets and a pretend model. */
export class TurnsApp {
  private constructor(
    readonly nest: NestFastifyApplication,
    readonly model: PretendModel,
    private readonly database: TestDatabase,
    private readonly isGuest: boolean,
  ) {}

  static async start(options: TurnsAppOptions = {}): Promise<TurnsApp> {
    const { beside, plans = PLANS, imports = [], timeouts, guardrails, environment, yaml: more = {} } = options;
    const model = beside?.model ?? (await PretendModel.start());
    const database = beside?.database ?? (await createTestDatabase());
    const llm = { ...model.settings(timeouts), ...(more.llm as object | undefined) };
    const yaml = { plans, guardrails: guardrails ?? {}, ...more, llm };
    const config = testConfig(SECTIONS, yaml, {
      PUBLIC_URL,
      DATABASE_URL: database.url,
      JWT_SECRET: 'q7Zr1vXnB4sT9wYk2mLp6dHfJ8cAeG3u',
      STRIPE_SECRET_KEY: 'sk_test_9f2c77a1',
      STRIPE_WEBHOOK_SECRET: 'whsec_4a9d1f6be2c7',
      STRIPE_API_BASE: 'http://127.0.0.1:9',
      ...environment,
    });
    const testing = await withCalmLoop(
      Test.createTestingModule({
        imports: [ConfigModule.forRoot(config), ...MODULES, ...imports],
      }),
    ).compile();
    const adapter = new FastifyAdapter({ serverFactory: (handler: RequestListener) => createHardenedServer(handler) });
    const nest = testing.createNestApplication<NestFastifyApplication>(adapter, { rawBody: true, logger: false });
    nest.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: () => new InvalidRequest() }));
    await nest.listen(0, '127.0.0.1');
    return new TurnsApp(nest, model, database, beside !== undefined);
  }

  get sql(): DataSource {
    return this.nest.get(DataSource);
  }

  user(): Promise<SignedInUser> {
    return signedIn(this.nest);
  }

  /** Gives a user the paid plan, for a month unless told otherwise. */
  async subscribe({ actor }: SignedInUser, ends = '1 month'): Promise<void> {
    await this.sql.query(
      `INSERT INTO subscriptions (user_id, stripe_customer_id, stripe_subscription_id, plan, status, current_period_start, current_period_end, started_at)
       VALUES ($1, 'cus_' || $2, 'sub_' || $2, 'pro', 'active', now(), now() + $3::interval, now())`,
      [actor.id, actor.id, ends],
    );
  }

  async signOut({ actor }: SignedInUser): Promise<void> {
    await this.nest.get(Sessions, { strict: false }).revoke(actor.sessionId, actor.id);
  }

  async turnsUsed({ actor }: SignedInUser): Promise<number> {
    return (await this.nest.get(Quotas, { strict: false }).of(actor.id)).turns_per_day!.used;
  }

  socket(user: SignedInUser): Promise<TestSocket> {
    return this.socketWith({ cookie: user.cookie, origin: PUBLIC_URL });
  }

  socketWith(headers: Record<string, string>): Promise<TestSocket> {
    return TestSocket.open(this.url(), headers);
  }

  refused(headers: Record<string, string>, path = '/ws') {
    return TestSocket.refused(this.url(path), headers);
  }

  async call<T = unknown>(
    user: SignedInUser,
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
  ) {
    const headers = { cookie: user.cookie, origin: PUBLIC_URL };
    const answer = await this.nest.inject({ method, url, headers, ...(payload && { payload }) });
    return { status: answer.statusCode, body: (answer.body ? answer.json() : undefined) as T };
  }

  /** The value of one sample of `/metrics`, written as there: `name{label="value"}`. */
  async metric(sample: string): Promise<number> {
    const { body } = await this.nest.inject({ method: 'GET', url: '/metrics' });
    const line = body.split('\n').find((each) => each.startsWith(`${sample} `));
    if (!line) throw new Error(`There is no ${sample}`);
    return Number(line.slice(sample.length + 1));
  }

  /** Waits until a sample has this value; the server may hear of an end a little later than the client. */
  async metricBecomes(sample: string, value: number): Promise<void> {
    const deadline = performance.now() + 10_000;
    for (let now = await this.metric(sample); now !== value; now = await this.metric(sample)) {
      if (performance.now() > deadline) throw new Error(`${sample} is ${now} and did not become ${value}`);
      await wait(20);
    }
  }

  drain(): Promise<void> {
    return this.nest.get(Drain).start();
  }

  async close(): Promise<void> {
    await this.nest.close();
    if (this.isGuest) return;
    await this.model.close();
    await this.database.drop();
  }

  private url(path = '/ws'): string {
    const { port } = this.nest.getHttpServer().address() as AddressInfo;
    return `ws://127.0.0.1:${port}${path}`;
  }
}
