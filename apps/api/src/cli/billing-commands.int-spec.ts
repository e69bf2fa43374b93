import { PretendStripe, WEBHOOK_SECRET } from '@app/billing/testing';
import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DataSource } from 'typeorm';

describe('billing:reconcile, billing:replay and doctor', () => {
  const stripe = new PretendStripe();
  let environment: NodeJS.ProcessEnv;
  let database: TestDatabase;
  let sql: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    sql = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    environment = {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      JWT_SECRET: 'a-key-of-this-test-only-0123456789abcdef',
      STRIPE_SECRET_KEY: 'sk_test_9f2c77a1',
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_PRICE_ID: 'price_pro',
      STRIPE_API_BASE: await stripe.listen(),
      LLM_BASE_URL: 'http://127.0.0.1:9/v1',
      LLM_API_KEY: 'key-of-this-test',
      LLM_MODEL: 'small',
    };
  });
  afterAll(async () => {
    await sql?.destroy();
    await stripe.close();
    await database?.drop();
  });

  async function cli(...args: string[]) {
    const child = spawn(process.execPath, ['dist/apps/api/src/cli/main.js', ...args], { env: environment });
    const output = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, ...output };
  }
  const statuses = () => sql.query('SELECT status FROM subscriptions');

  it('reports drift, repairs it, replays what failed, and says how it went by its exit code', async () => {
    const [{ id: user }] = await sql.query(`INSERT INTO users (email) VALUES ('ada@example.com') RETURNING id`);
    await sql.query(`INSERT INTO billing_customers (user_id, stripe_customer_id) VALUES ($1, 'cus_ada')`, [user]);
    stripe.account.know({ id: 'cus_ada', object: 'customer', metadata: {} });
    const subscription = stripe.account.subscribe('cus_ada');

    const dry = await cli('billing:reconcile', '--dry-run', '--json');
    expect(dry).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(dry.out)).toMatchObject({
      dryRun: true,
      drift: [{ kind: 'paid_but_locked', id: subscription.id, customer: 'cus_ada', repaired: false }],
    });
    expect(await statuses()).toEqual([]);

    const real = await cli('billing:reconcile');
    expect(real).toMatchObject({
      code: 0,
      out: expect.stringContaining(`paid_but_locked ${subscription.id} cus_ada repaired`),
    });
    expect(await statuses()).toEqual([{ status: 'active' }]);

    stripe.account.change(subscription.id, { status: 'past_due' });
    const payload = {
      id: 'evt_dead',
      type: 'customer.subscription.updated',
      created: 1,
      data: { object: subscription },
    };
    await sql.query(
      `INSERT INTO stripe_events (id, type, subject, payload, status, created, attempts, error)
       VALUES ('evt_dead', 'customer.subscription.updated', 'cus_ada', $1, 'dead', now(), 8, 'Error: away')`,
      [payload],
    );
    expect(await cli('billing:replay', '--failed')).toMatchObject({ code: 0, out: 'evt_dead processed\n' });
    expect(await statuses()).toEqual([{ status: 'past_due' }]);
    expect(await cli('billing:replay', '--failed')).toMatchObject({ code: 0, out: 'No event was given up.\n' });
    expect(await cli('billing:replay', 'evt_dead')).toMatchObject({ code: 0 });
    expect(await cli('billing:replay', 'evt_nobody')).toMatchObject({ code: 1, out: 'evt_nobody unknown\n' });
    expect((await cli('billing:replay')).code).toBe(2);

    stripe.breakWith({ status: 400, body: { error: { type: 'invalid_request_error', message: 'no' } } });
    expect((await cli('billing:reconcile', '--json')).code).toBe(1);
    const doctor = await cli('doctor');
    expect(doctor).toMatchObject({ code: 1, out: expect.stringContaining('FAIL Stripe key') });
  }, 60_000);
});
