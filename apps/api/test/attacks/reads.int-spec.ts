import { signedIn } from '@app/auth/testing';
import { PretendStripe } from '@app/billing/testing';
import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { bytesOf, speak } from '@app/security/testing';
import { giveData, pathTo, type RealData } from './real-data.js';
import { isRead, nameOf, type Route } from './routes.js';
import { startStage, type Stage } from './stage.js';
import { tableDigests } from './table-digests.js';

// What a GET may write, and nothing else: when a session was last used, which is noted once a minute for every request …
const LAST_USE = 'sessions.last_used_at';
// … and the flow that `start` remembers, without which there is no way back from the provider.
const START = '/auth/oauth/:provider/start';

describe('C4: a request that only reads', () => {
  const stripe = new PretendStripe();
  let database: TestDatabase;
  let stage: Stage;
  let reads: Route[];
  let data: RealData;
  let cookie: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    stage = await startStage(database.url, { STRIPE_API_BASE: await stripe.listen() });
    reads = stage.routes.filter(isRead);
    const user = await signedIn(stage.app, { role: 'admin' });
    data = await giveData(stage.sql, user.actor.id, user.actor.sessionId);
    cookie = user.cookie;
    // Old enough that the next request notes the use of the session.
    await stage.sql.query(`UPDATE sessions SET last_used_at = now() - interval '1 hour'`);
  });
  afterAll(async () => {
    await stage?.app.close();
    await stripe.close();
    await database?.drop();
  });

  const read = (route: Route, query = '') =>
    speak(
      stage.port,
      bytesOf({
        method: route.method,
        target: pathTo(route, data) + query,
        headers: [['Cookie', cookie]],
      }),
    );

  /** The tables that a request has changed. */
  async function changedBy(route: Route, query = ''): Promise<string[]> {
    const before = await tableDigests(stage.sql, [LAST_USE]);
    await read(route, query);
    const after = await tableDigests(stage.sql, [LAST_USE]);
    return Object.keys(after).filter((table) => after[table] !== before[table]);
  }

  it('has something to find in every table', async () => {
    const empty = Object.entries(await tableDigests(stage.sql)).filter(([, digest]) => digest.startsWith('0 '));
    expect(empty.map(([table]) => table).sort()).toEqual(['oauth_flows', 'quota_charges', 'rate_limits']);
    expect(reads.length).toBeGreaterThan(30);
  });

  it('is answered to whom the data belongs', async () => {
    const answers: string[] = [];
    for (const route of reads.filter(({ method, path }) => method === 'GET' && !path.startsWith('/api/docs'))) {
      const { status } = await read(route);
      if (status !== 200) answers.push(`${nameOf(route)} ${status}`);
    }
    expect(answers.sort()).toEqual(['GET /auth/oauth/:provider/callback 302', 'GET /auth/oauth/:provider/start 302']);
  });

  it('changes no row of any table, on every route', async () => {
    const changes: string[] = [];
    for (const route of reads) {
      for (const query of ['', '?state=x&code=y', '?error=access_denied', '?returnTo=/account']) {
        const changed = await changedBy(route, query);
        const allowed = route.path === START ? changed.filter((table) => table !== 'oauth_flows') : changed;
        if (allowed.length) changes.push(`${nameOf(route)}${query}: ${allowed.join()}`);
      }
    }
    expect(changes).toEqual([]);
  }, 60_000);

  it('would be caught changing one', async () => {
    const start = reads.find(({ method, path }) => method === 'GET' && path === START)!;
    expect(await changedBy(start)).toEqual(['oauth_flows']);
  });
});
