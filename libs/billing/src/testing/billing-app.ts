import { Global, Module, StandardSchemaValidationPipe, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PersonalData, Unauthenticated, User } from '@app/auth';
import { MetricsConfig, MetricsModule } from '@app/metrics';
import { ConfigModule, DatabaseModule, PlatformConfig, PlatformModule } from '@app/platform';
import { createTestDatabase, testConfig, type TestDatabase } from '@app/platform/testing';
import { SecurityConfig, SecurityModule } from '@app/security';
import { withCalmLoop } from '@app/security/testing';
import { DataSource } from 'typeorm';
import { BACKGROUND_WORK, type BackgroundWork } from '../background-work.js';
import { BillingConfig } from '../billing.config.js';
import { BillingModule } from '../billing.module.js';
import { PretendStripe, signatureOf } from './pretend-stripe.js';

const PUBLIC_URL = 'http://localhost:8000';
export const WEBHOOK_SECRET = 'whsec_4a9d1f6be2c7';

const PLANS = {
  free: { features: ['turns'], quotas: { turns_per_day: 20 } },
  pro: { price: 'price_pro', features: ['turns', 'long_turns', 'premium_models'], quotas: { turns_per_day: 100 } },
  team: { price: 'price_team', features: ['turns', 'long_turns'], quotas: { turns_per_day: 500 } },
};

/** Stands in for sign-in: the header `x-test-user` says who is calling. */
class TestActorGuard implements CanActivate {
  private readonly reflector = new Reflector();

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride<boolean>('turnpike:public', [context.getHandler(), context.getClass()]))
      return true;
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string>; actor?: object }>();
    const id = request.headers['x-test-user'];
    if (!id) throw new Unauthenticated();
    request.actor = {
      id,
      sessionId: 'test',
      email: `${id}@example.com`,
      emailVerified: true,
      name: null,
      role: 'user',
    };
    return true;
  }
}

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([User])],
  providers: [{ provide: APP_GUARD, useClass: TestActorGuard }, PersonalData],
  exports: [PersonalData],
})
class SignInModule {}

const QUIET: BackgroundWork = { inbox: true, reconciler: false };

@Global()
@Module({ providers: [{ provide: BACKGROUND_WORK, useValue: QUIET }], exports: [BACKGROUND_WORK] })
class QuietModule {}

export interface BillingAppOptions {
  /** Shares database and Stripe with this one, as another instance does. */
  beside?: BillingApp;
  /** Another way to the database, as through a wire that the test can cut. */
  databaseUrl?: string;
  yaml?: Record<string, unknown>;
  /** Modules or controllers of the test's own. */
  imports?: (new () => object)[];
  /** Otherwise reconciliation runs only when it is called. */
  reconciles?: boolean;
}

/** BillingModule on a real Postgres and a pretend Stripe, behind HTTP. */
export class BillingApp {
  constructor(
    readonly nest: NestFastifyApplication,
    readonly stripe: PretendStripe,
    readonly stripeUrl: string,
    readonly database: TestDatabase,
    private readonly owns: boolean,
  ) {}

  get sql(): DataSource {
    return this.nest.get(DataSource);
  }

  async createUser(): Promise<string> {
    const [{ id }] = await this.sql.query<[{ id: string }]>(
      `INSERT INTO users (email) VALUES (gen_random_uuid() || '@example.com') RETURNING id`,
    );
    return id;
  }

  async call(
    method: 'GET' | 'POST',
    url: string,
    user?: string,
    payload?: object,
    headers: Record<string, string> = {},
  ) {
    const own = { origin: PUBLIC_URL, ...(user ? { 'x-test-user': user } : {}) };
    const answer = await this.nest.inject({ method, url, payload, headers: { ...own, ...headers } });
    const isJson = /json/.test(String(answer.headers['content-type']));
    const body = isJson ? answer.json() : {};
    return { status: answer.statusCode, headers: answer.headers, body, text: answer.body };
  }

  /** Delivers an event as Stripe does, signed unless `signature` is given. */
  async deliver(type: string, object: object, facts: Record<string, unknown> = {}, signature?: string) {
    const event = {
      id: `evt_${crypto.randomUUID()}`,
      object: 'event',
      type,
      created: Math.floor(Date.now() / 1000),
      livemode: false,
    };
    const body = JSON.stringify({ ...event, ...facts, data: { object } });
    const headers = {
      'content-type': 'application/json',
      'stripe-signature': signature ?? signatureOf(body, WEBHOOK_SECRET),
    };
    const answer = await this.nest.inject({ method: 'POST', url: '/billing/webhook', payload: body, headers });
    return { status: answer.statusCode, body: answer.json() };
  }

  async close(): Promise<void> {
    await this.nest.close();
    if (!this.owns) return;
    await this.stripe.close();
    await this.database.drop();
  }
}

/** Starts a `BillingApp`. */
export async function billingApp({
  beside,
  databaseUrl,
  yaml = {},
  imports = [],
  reconciles = false,
}: BillingAppOptions = {}): Promise<BillingApp> {
  const stripe = beside?.stripe ?? new PretendStripe();
  const stripeUrl = beside?.stripeUrl ?? (await stripe.listen());
  const database = beside?.database ?? (await createTestDatabase());
  const config = testConfig(
    [PlatformConfig, MetricsConfig, SecurityConfig, BillingConfig],
    { plans: PLANS, ...yaml },
    {
      PUBLIC_URL,
      DATABASE_URL: databaseUrl ?? database.url,
      STRIPE_SECRET_KEY: 'sk_test_9f2c77a1',
      STRIPE_WEBHOOK_SECRET: `whsec_0b5e8d3c9a71, ${WEBHOOK_SECRET}`,
      STRIPE_API_BASE: stripeUrl,
    },
  );
  const modules = [
    PlatformModule,
    DatabaseModule,
    MetricsModule,
    SecurityModule,
    SignInModule,
    BillingModule,
    ...(reconciles ? [] : [QuietModule]),
    ...imports,
  ];
  const testing = await withCalmLoop(
    Test.createTestingModule({ imports: [ConfigModule.forRoot(config), ...modules] }),
  ).compile();
  const nest = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    rawBody: true,
    logger: false,
  });
  nest.useGlobalPipes(new StandardSchemaValidationPipe());
  await nest.init();
  await nest.getHttpAdapter().getInstance().ready();
  return new BillingApp(nest, stripe, stripeUrl, database, !beside);
}

/** Waits until `question` is answered with something else than false, null or undefined. */
export async function until<T>(question: () => Promise<T>, milliseconds = 5000): Promise<NonNullable<T>> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (performance.now() > end) throw new Error('It did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
