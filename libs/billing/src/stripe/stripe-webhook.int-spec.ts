import { layWire } from '@app/platform/testing';
import { billingApp, InboxView, signatureOf, WEBHOOK_SECRET, type BillingApp } from '../testing/index.js';

const OLDER_SECRET = 'whsec_0b5e8d3c9a71';

describe('B1: what is taken for an event of Stripe', () => {
  let app: BillingApp;
  let inbox: InboxView;
  beforeAll(async () => {
    app = await billingApp();
    inbox = new InboxView(app);
  });
  afterAll(() => app.close());

  const body = (facts: object = {}) =>
    JSON.stringify({
      id: `evt_${crypto.randomUUID()}`,
      object: 'event',
      type: 'dreams.came_true',
      created: 1,
      livemode: false,
      data: { object: { id: 'x' } },
      ...facts,
    });
  const post = async (payload: string, signature: string) => {
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    const { statusCode } = await app.nest.inject({ method: 'POST', url: '/billing/webhook', payload, headers });
    return statusCode;
  };
  const at = (seconds: number) => Date.now() + seconds * 1000;

  it('B1: any of several secrets will do, so that one can be replaced without losing events', async () => {
    for (const secret of [OLDER_SECRET, WEBHOOK_SECRET]) {
      const event = body();
      expect(await post(event, signatureOf(event, secret))).toBe(200);
    }
  });

  it.each([
    ['made 290 s ago', 200, -290],
    ['made 290 s in the future', 200, 290],
    ['made 310 s ago', 400, -310],
    ['made 310 s in the future', 400, 310],
  ])('B1: a signature %s is answered with %s', async (_, status, seconds) => {
    const before = await inbox.count();
    const event = body();
    expect(await post(event, signatureOf(event, WEBHOOK_SECRET, at(seconds)))).toBe(status);
    expect(await inbox.count()).toBe(before + (status === 200 ? 1 : 0));
  });

  it('B1: the bytes count, not what they mean: the same JSON written differently is refused', async () => {
    const before = await inbox.count();
    const event = body();
    const rewritten = JSON.stringify(JSON.parse(event), null, 1);
    expect(await post(rewritten, signatureOf(event, WEBHOOK_SECRET))).toBe(400);
    expect(await post(rewritten, signatureOf(rewritten, WEBHOOK_SECRET))).toBe(200);
    expect(await inbox.count()).toBe(before + 1);
  });

  it('B1: an event of the other mode is refused and not stored', async () => {
    const before = await inbox.count();
    const event = body({ livemode: true });
    expect(await post(event, signatureOf(event, WEBHOOK_SECRET))).toBe(400);
    expect(await inbox.count()).toBe(before);
  });
});

describe('B2: an acknowledged event is a committed one', () => {
  let app: BillingApp;
  beforeAll(async () => {
    app = await billingApp();
  });
  afterAll(() => app.close());

  it('B2: a commit that fails is no 2xx', async () => {
    await app.sql.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$;
      CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON stripe_events DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.type = 'dreams.came_true') EXECUTE FUNCTION refuse()`);
    const id = `evt_${crypto.randomUUID()}`;
    try {
      expect((await app.deliver('dreams.came_true', { id: 'x' }, { id })).status).toBeGreaterThanOrEqual(500);
      expect(await new InboxView(app).row(id)).toBeUndefined();
    } finally {
      await app.sql.query('DROP TRIGGER refuse ON stripe_events; DROP FUNCTION refuse()');
    }
    expect((await app.deliver('dreams.came_true', { id: 'x' }, { id })).status).toBe(200);
  });

  it('B2: an event that the database refuses takes no other with it, and each answer tells of its own event', async () => {
    await app.sql.query(
      `ALTER TABLE stripe_events ADD CONSTRAINT no_nightmares CHECK (type <> 'nightmares.came_true')`,
    );
    try {
      const types = Array.from({ length: 40 }, (_, at) => (at === 17 ? 'nightmares.came_true' : 'dreams.came_true'));
      const ids = types.map(() => `evt_${crypto.randomUUID()}`);
      const answers = await Promise.all(types.map((type, at) => app.deliver(type, { id: 'x' }, { id: ids[at] })));
      expect(answers.map(({ status }) => status < 300)).toEqual(types.map((type) => type === 'dreams.came_true'));
      for (const [at, id] of ids.entries()) expect(Boolean(await new InboxView(app).row(id))).toBe(at !== 17);
    } finally {
      await app.sql.query('ALTER TABLE stripe_events DROP CONSTRAINT no_nightmares');
    }
  });

  it('B2: with a database that hangs, or is gone, the answer is 503 within 3 s', async () => {
    const wire = await layWire(app.database.url);
    const wired = await billingApp({ beside: app, databaseUrl: wire.url });
    const timed = async () => {
      const start = performance.now();
      const { status } = await wired.deliver('dreams.came_true', { id: 'x' });
      return { status, inTime: performance.now() - start < 3000 };
    };
    try {
      expect(await timed()).toEqual({ status: 200, inTime: true });
      wire.freeze();
      const burst = await Promise.all(Array.from({ length: 150 }, timed));
      expect(burst).toEqual(burst.map(() => ({ status: 503, inTime: true })));
      expect(await timed()).toEqual({ status: 503, inTime: true });
      wire.thaw();
      await wire.close();
      expect(await timed()).toEqual({ status: 503, inTime: true });
    } finally {
      await wired.close();
    }
  });
});
