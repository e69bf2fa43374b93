import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { eventually } from '@app/platform/testing';
import { DataSource } from 'typeorm';
import { testApp } from '../support/test-app.js';
import { routesOf, type Route } from './routes.js';

/** The origin of the application under attack, and nobody else's. */
export const ORIGIN = 'https://turnpike.example.com';

const RECONCILED = 'SELECT FROM billing_reconciliations WHERE finished_at IS NOT NULL';

/** The whole application, listening, and what it consists of. */
export interface Stage {
  app: NestFastifyApplication;
  port: number;
  routes: Route[];
  sql: DataSource;
}

/** Starts it. Addresses come from `X-Forwarded-For`, so that one attack does not use up the limits of the next. */
export async function startStage(databaseUrl: string, environment: Record<string, string> = {}): Promise<Stage> {
  const app = await testApp(databaseUrl, {
    PUBLIC_URL: ORIGIN,
    TRUST_PROXY: '1',
    GITHUB_CLIENT_ID: 'github-client',
    GITHUB_CLIENT_SECRET: 'github-client-key',
    ...environment,
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const sql = app.get(DataSource);
  // With a Stripe to ask, the work of the start comes to its end first: afterwards only requests change anything.
  if (environment.STRIPE_API_BASE) await eventually(async () => (await sql.query(RECONCILED)).length > 0);
  return { app, port, routes: await routesOf(app), sql };
}

let addresses = 0;
/** Another address at every call. */
export const newAddress = (): string => {
  addresses += 1;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
};
