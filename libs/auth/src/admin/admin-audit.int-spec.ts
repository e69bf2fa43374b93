import { randomUUID } from 'node:crypto';
import type { AuditEventView } from '@app/protocol';
import { AuthStage, signedIn, type SignedInUser } from '../testing/index.js';

interface Page {
  events: AuditEventView[];
  nextCursor: string | null;
}

describe('L4: GET /admin/audit', () => {
  const stage = new AuthStage();
  const [ada, bob] = [randomUUID(), randomUUID()];
  let admin: SignedInUser;
  beforeAll(async () => {
    admin = await signedIn(stage.tested.app, { role: 'admin' });
    await stage.tested.dataSource.query(
      `INSERT INTO audit_events (at, action, actor_id, subject_id, address, request_id, details) VALUES
         ('2026-05-01T10:00:00.000001Z', 'auth.signed_in', $1, NULL, '203.0.113.7', 'request-0001', '{"provider":"google"}'),
         ('2026-05-01T10:00:00.000002Z', 'auth.signed_out', $1, NULL, NULL, NULL, '{}'),
         ('2026-05-02T00:00:00Z', 'auth.role_changed', $2, $1, NULL, NULL, '{"from":"user","to":"admin"}'),
         ('2026-05-03T00:00:00Z', 'billing.refunded', NULL, $2, NULL, NULL, '{}'),
         ('2026-05-04T00:00:00Z', 'billing.plan_changed', $2, NULL, NULL, NULL, '{}')`,
      [ada, bob],
    );
  });

  const get = (query: string, cookie = admin.cookie) =>
    stage.tested.app.inject({ method: 'GET', url: `/admin/audit${query}`, headers: { cookie } });
  const page = async (query: string) => (await get(query)).json<Page>();
  const actionsOf = async (query: string) => (await page(query)).events.map(({ action }) => action);

  it('shows all that is written down, to the microsecond', async () => {
    expect((await page('?action=auth.signed_in')).events).toEqual([
      {
        id: expect.stringMatching(/^\d+$/),
        at: '2026-05-01T10:00:00.000001Z',
        action: 'auth.signed_in',
        actorId: ada,
        subjectId: null,
        address: '203.0.113.7',
        requestId: 'request-0001',
        details: { provider: 'google' },
      },
    ]);
  });

  it.each([
    ['', ['billing.plan_changed', 'billing.refunded', 'auth.role_changed', 'auth.signed_out', 'auth.signed_in']],
    ['?action=billing.', ['billing.plan_changed', 'billing.refunded']],
    ['?action=billing.refunded', ['billing.refunded']],
    ['?action=billing', []],
    [`?actor=${ada}`, ['auth.signed_out', 'auth.signed_in']],
    [`?actor=${ada.toUpperCase()}`, ['auth.signed_out', 'auth.signed_in']],
    [`?subject=${ada}`, ['auth.role_changed']],
    [`?actor=${bob}&subject=${ada}`, ['auth.role_changed']],
    [`?actor=${bob}&action=auth.`, ['auth.role_changed']],
    ['?from=2026-05-03T00:00:00Z', ['billing.plan_changed', 'billing.refunded']],
    ['?to=2026-05-02T00:00:00Z', ['auth.signed_out', 'auth.signed_in']],
    ['?from=2026-05-02T02:00:00%2B02:00&to=2026-05-04T00:00:00Z', ['billing.refunded', 'auth.role_changed']],
    ['?from=2027-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', []],
    ['?limit=2', ['billing.plan_changed', 'billing.refunded']],
  ])('answers %j with what fits all of it, newest first', async (query, actions) => {
    expect(await actionsOf(query)).toEqual(actions);
  });

  it('goes on where a page ended, until there is no more', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { events, nextCursor } = await page(`?limit=1&to=2026-05-03T00:00:00Z${cursor && `&cursor=${cursor}`}`);
      seen.push(...events.map(({ action }) => action));
      cursor = nextCursor;
    }
    expect(seen).toEqual(['auth.role_changed', 'auth.signed_out', 'auth.signed_in']);
  });

  it('gives 50 when nobody says how many', async () => {
    await stage.tested.dataSource.query(
      `INSERT INTO audit_events (at, action, details) SELECT '2020-01-01', 'many.rows', '{}' FROM generate_series(1, 51)`,
    );
    const { events, nextCursor } = await page('?action=many.rows');
    expect([events.length, typeof nextCursor]).toEqual([50, 'string']);
    expect((await page('?action=many.rows&limit=100')).events).toHaveLength(51);
  });

  const cursor = (text: string) => Buffer.from(text).toString('base64url');
  it.each([
    '?nonsense=1',
    '?action=auth.&action=billing.',
    '?action=',
    '?action=Auth.',
    '?action=auth.%25',
    '?action=.',
    '?actor=ada@example.com',
    '?subject=1',
    '?from=yesterday',
    '?from=2026-05-03',
    '?to=2026-02-30T00:00:00Z',
    '?to=0000-01-01T00:00:00Z',
    '?from=9999-12-31T23:59:59-23:59',
    '?limit=0',
    '?limit=101',
    '?limit=ten',
    '?cursor=',
    '?cursor=garbage',
    `?cursor=${cursor('audit_2026-02-30T00:00:00.000000Z_1')}`,
    `?cursor=${cursor('audit_0000-01-01T00:00:00.000000Z_1')}`,
    `?cursor=${cursor('audit_2026-05-01T00:00:00.000000Z_0')}`,
    `?cursor=${cursor('audit_2026-05-01T00:00:00.000000Z_9999999999999999999')}`,
    `?cursor=${cursor('conversations_2026-05-01T00:00:00.000Z_1')}`,
    `?cursor=${cursor('audit_2026-05-01T00:00:00.000000Z_1')}=`,
  ])('answers %s with 400', async (query) => {
    expect((await get(query)).statusCode).toBe(400);
  });

  it('is for admins only', async () => {
    const user = await signedIn(stage.tested.app);
    const codes = [await get('', user.cookie), await get('', 'none=1')].map((response) => [
      response.statusCode,
      response.json<{ code: string }>().code,
    ]);
    expect(codes).toEqual([
      [403, 'role_required'],
      [401, 'unauthenticated'],
    ]);
  });

  it('leaves no row, for reading changes nothing', async () => {
    const count = async () => (await stage.tested.dataSource.query('SELECT count(*) FROM audit_events'))[0];
    const before = await count();
    await page('?action=auth.');
    await get('?nonsense=1');
    expect(await count()).toEqual(before);
  });
});
