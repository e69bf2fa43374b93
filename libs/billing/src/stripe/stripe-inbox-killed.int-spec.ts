import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { PretendStripe, signatureOf, until, WEBHOOK_SECRET } from '../testing/index.js';

const PLANS = `
plans:
  free: { features: [turns], quotas: { turns_per_day: 20 } }
  pro: { price: price_pro, features: [turns], quotas: { turns_per_day: 100 } }`;

interface Server {
  url: string;
  process: ChildProcess;
}

describe('F7: an inbox that is killed', () => {
  const stripe = new PretendStripe();
  const folder = mkdtempSync(join(tmpdir(), 'killed-'));
  const servers: Server[] = [];
  let stripeUrl: string;
  let database: TestDatabase;
  let sql: DataSource;

  beforeAll(async () => {
    stripeUrl = await stripe.listen();
    database = await createTestDatabase();
    sql = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    writeFileSync(join(folder, 'turnpike.yaml'), PLANS);
  });
  afterAll(async () => {
    for (const server of servers) server.process.kill('SIGKILL');
    await sql?.destroy();
    await stripe.close();
    await database?.drop();
    rmSync(folder, { recursive: true });
  });

  async function start(): Promise<Server> {
    const env = {
      PATH: process.env.PATH,
      TMPDIR: process.env.TMPDIR,
      NODE_ENV: 'test',
      LOG_FORMAT: 'json',
      CONFIG_FILE: join(folder, 'turnpike.yaml'),
      DATABASE_URL: database.url,
      STRIPE_SECRET_KEY: 'sk_test_9f2c77a1',
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_BASE: stripeUrl,
    };
    const child = spawn(process.execPath, ['libs/billing/src/testing/inbox-process.mjs'], {
      env: env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')])) as [Buffer | number];
    if (typeof line === 'number') throw new Error(`The server ended with ${line}`);
    const server = { url: line.toString().trim(), process: child };
    servers.push(server);
    return server;
  }

  /** True once it is acknowledged; a server that is being killed acknowledges nothing. */
  async function deliver(to: Server, id: string, subscription: object): Promise<boolean> {
    const body = JSON.stringify({
      id,
      object: 'event',
      type: 'customer.subscription.updated',
      created: Math.floor(Date.now() / 1000),
      livemode: false,
      data: { object: subscription },
    });
    const headers = { 'content-type': 'application/json', 'stripe-signature': signatureOf(body, WEBHOOK_SECRET) };
    try {
      return (await fetch(`${to.url}/billing/webhook`, { method: 'POST', headers, body })).ok;
    } catch {
      return false;
    }
  }

  async function buy(): Promise<{ id: string }> {
    const [{ id }] = await sql.query<[{ id: string }]>(
      `INSERT INTO users (email) VALUES (gen_random_uuid() || '@example.com') RETURNING id`,
    );
    await sql.query('INSERT INTO billing_customers (user_id, stripe_customer_id) VALUES ($1, $2)', [id, `cus_${id}`]);
    return stripe.account.subscribe(`cus_${id}`);
  }

  it('F7: loses nothing that it acknowledged, doubles nothing, and another takes over within seconds', async () => {
    const subscriptions = await Promise.all(Array.from({ length: 8 }, buy));
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const server = await start();
      const inFlight = Promise.withResolvers<void>();
      stripe.meanwhile = async (call) => {
        if (!call.startsWith('GET /v1/subscriptions/')) return;
        if (stripe.countOf('GET /v1/subscriptions/') % 5 === 0) inFlight.resolve();
        await new Promise((resolve) => setTimeout(resolve, 50));
      };
      const deliveries = subscriptions.map(async (subscription, at) => {
        const id = `evt_${round}_${at}`;
        if (await deliver(server, id, subscription)) acknowledged.push(id);
      });
      await inFlight.promise;
      server.process.kill('SIGKILL');
      await Promise.all(deliveries);
    }
    stripe.meanwhile = undefined;
    expect(acknowledged.length).toBeGreaterThan(0);
    await start();
    const unsettled = `SELECT id FROM stripe_events WHERE status <> 'processed'`;
    await until(async () => (await sql.query<unknown[]>(unsettled)).length === 0, 8000);
    const stored = await sql.query<{ id: string }[]>('SELECT id FROM stripe_events');
    expect(stored.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged));
    for (const { id } of subscriptions) {
      const [row] = await sql.query<unknown[]>('SELECT status FROM subscriptions WHERE stripe_subscription_id = $1', [
        id,
      ]);
      const effects = await sql.query<unknown[]>(
        `SELECT 1 FROM audit_events WHERE action = 'billing.subscription_changed' AND details->>'subscription' = $1`,
        [id],
      );
      const wasHeardOf = acknowledged.some((event) =>
        event.endsWith(`_${subscriptions.findIndex((s) => s.id === id)}`),
      );
      if (wasHeardOf) expect({ row, effects: effects.length }).toEqual({ row: { status: 'active' }, effects: 1 });
    }
  }, 60_000);
});
