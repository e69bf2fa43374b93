import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { TEST_ENVIRONMENT } from '../support/test-app.js';
import { fill, type JsonSchema, type Route } from './routes.js';

/** Somebody's rows in every table that has any. Requests that name them would find something to change. */
export interface RealData {
  sessionId: string;
  conversationId: string;
  userId: string;
}

/** Gives a signed-in user something of everything. */
export async function giveData(sql: DataSource, userId: string, sessionId: string): Promise<RealData> {
  const conversationId = randomUUID();
  const once = randomUUID();
  const run = (query: string, ...parameters: unknown[]) => sql.query(query, parameters);
  await run('INSERT INTO conversations (id, user_id, title) VALUES ($1, $2, $3)', conversationId, userId, 'Hello');
  await run(
    `INSERT INTO turns (id, conversation_id, user_id, attempt_id, status, text, answer, model, ended_at)
     VALUES (gen_random_uuid(), $1, $2, gen_random_uuid(), 'completed', 'Hello', 'Hi', 'small', now())`,
    conversationId,
    userId,
  );
  await run(
    `INSERT INTO identities (user_id, provider, issuer, subject, email) VALUES ($1, 'google', $2, '1', 'a@example.com')`,
    userId,
    `https://issuer.example/${once}`,
  );
  await run('INSERT INTO billing_customers (user_id, stripe_customer_id) VALUES ($1, $2)', userId, `cus_${once}`);
  await run(
    `INSERT INTO subscriptions (user_id, stripe_customer_id, stripe_subscription_id, plan, status, current_period_start, current_period_end, started_at)
     VALUES ($1, $2, $3, 'pro', 'active', now(), now() + interval '1 month', now())`,
    userId,
    `cus_${once}`,
    `sub_${once}`,
  );
  await run(
    `INSERT INTO stripe_events (id, type, subject, payload, status, created) VALUES ($1, 'a.b', 'x', '{}', 'processed', now())`,
    `evt_${once}`,
  );
  await run(`INSERT INTO quota_usages VALUES ($1, 'turns_per_day', date_trunc('day', now()), 3)`, userId);
  await run(
    `INSERT INTO meter_reports (turn_id, stripe_customer_id, status) VALUES (gen_random_uuid(), $1, 'sent')`,
    `cus_${once}`,
  );
  await run(`INSERT INTO audit_events (action, actor_id, details) VALUES ('auth.signed_in', $1, '{}')`, userId);
  await run(
    `INSERT INTO email_links VALUES (sha256($1::bytea), $2, 'verify_email', 'a@example.com', now() + interval '1 hour')`,
    once,
    userId,
  );
  return { sessionId, conversationId, userId };
}

/** The path of a route that names what is really there. */
export const pathTo = (route: Route, data: RealData): string =>
  fill(route, (parameter, path) => {
    if (parameter === ':provider') return 'google';
    if (parameter === '*') return 'login';
    if (path.includes('/conversations/')) return data.conversationId;
    return path.includes('/users/') ? data.userId : data.sessionId;
  });

/** A body that fits the schema of a route, as far as it can be told from outside. */
export function validBody(schema: JsonSchema | null): Record<string, unknown> {
  const properties = Object.entries(schema?.properties ?? {});
  return Object.fromEntries(properties.map(([name, property]) => [name, validValue(name, property)]));
}

function validValue(name: string, { type, enum: choices, anyOf }: JsonSchema): unknown {
  if (anyOf) return validValue(name, anyOf[0]!);
  if (choices) return choices[0];
  if (type === 'boolean') return true;
  if (/password/i.test(name)) return 'correct horse battery staple 42';
  if (name === 'price') return TEST_ENVIRONMENT.STRIPE_PRICE_ID;
  return name === 'email' ? `${randomUUID()}@example.com` : 'pro';
}
