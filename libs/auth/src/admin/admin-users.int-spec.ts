import { randomUUID } from 'node:crypto';
import { createTestDatabase, eventually, testConfig, type TestDatabase } from '@app/platform/testing';
import type { UpdateUserRequest, UserView } from '@app/protocol';
import { authSettings, signedIn, startTestApp, type SignedInUser, type TestApp } from '../testing/index.js';
import { Sessions } from '../session/sessions.js';
import { Accounts } from './accounts.js';

interface UserPage {
  users: UserView[];
  nextCursor: string | null;
}

interface AuditRow {
  action: string;
  actor_id: string | null;
  request_id: string | null;
  details: Record<string, unknown>;
}

describe('what admins do to accounts', () => {
  let database: TestDatabase;
  let tested: TestApp;
  let other: TestApp;
  let admin: SignedInUser;

  beforeAll(async () => {
    database = await createTestDatabase();
    tested = await startTestApp(testConfig(...authSettings(database.url)));
    other = await startTestApp(testConfig(...authSettings(database.url)));
  });

  beforeEach(async () => {
    await tested.dataSource.query('TRUNCATE users CASCADE');
    admin = await signedIn(tested.app, { role: 'admin', email: 'root@example.com' });
  });

  afterAll(async () => {
    await other?.close();
    await tested?.close();
    await database?.drop();
  });

  const get = (url: string, cookie = admin.cookie, { app } = tested) =>
    app.inject({ method: 'GET', url, headers: { cookie } });
  const patch = (id: string, payload: object, cookie = admin.cookie) =>
    tested.app.inject({
      method: 'PATCH',
      url: `/admin/users/${id}`,
      payload,
      headers: { cookie, origin: tested.publicUrl },
    });
  const codeOf = (response: Awaited<ReturnType<typeof patch>>) => [response.statusCode, response.json().code];
  const auditOf = (subjectId: string) =>
    tested.dataSource.query<AuditRow[]>(
      `SELECT action, actor_id, request_id, details FROM audit_events WHERE subject_id = $1 ORDER BY id`,
      [subjectId],
    );
  const openAdmins = async () =>
    (await tested.dataSource.query(`SELECT email FROM users WHERE role = 'admin' AND disabled_at IS NULL`)).length;
  const sessionsOf = async (userId: string) =>
    (await tested.dataSource.query('SELECT 1 FROM sessions WHERE user_id = $1', [userId])).length;

  describe('GET /admin/users', () => {
    const emailsOf = (users: UserView[]) => users.map(({ email }) => email);

    async function accounts(...emails: string[]): Promise<void> {
      await tested.dataSource.query('INSERT INTO users (email) SELECT unnest($1::text[])', [emails]);
    }

    it('shows what an admin needs to know, and no secret', async () => {
      const { users, nextCursor } = (await get('/admin/users')).json();
      expect(users).toEqual([
        {
          id: admin.actor.id,
          email: 'root@example.com',
          emailVerified: true,
          name: 'Somebody',
          role: 'admin',
          disabled: false,
          createdAt: expect.stringMatching(/^\d{4}-.+Z$/),
        },
      ]);
      expect(nextCursor).toBeNull();
    });

    it.each([
      ['ADA@', ['ada@example.com']],
      ['a_b', ['a_b@example.com']],
      ['100%', ['100%@example.com']],
      ['back\\slash', ['back\\slash@example.com']],
      ['%', ['100%@example.com']],
      ['nobody', []],
      ['', ['100%@example.com', 'a_b@example.com', 'ada@example.com', 'axb@example.com', 'back\\slash@example.com']],
    ])('finds addresses that contain %j, taken literally', async (part, emails) => {
      await accounts('ada@example.com', 'a_b@example.com', 'axb@example.com', '100%@example.com');
      await accounts('back\\slash@example.com');
      const response = await get(`/admin/users?email=${encodeURIComponent(part)}`);
      const found = emailsOf(response.json().users).filter((email) => email !== 'root@example.com');
      expect(found).toEqual(emails);
    });

    it('gives each account exactly once over all pages, while others come and go', async () => {
      const emails = Array.from({ length: 120 }, (_, at) => `p${String(at).padStart(3, '0')}@example.com`);
      await accounts(...emails);
      const seen: string[] = [];
      const sizes: number[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: UserPage = (await get(`/admin/users?email=p${cursor && `&cursor=${cursor}`}`)).json();
        seen.push(...emailsOf(page.users));
        sizes.push(page.users.length);
        cursor = page.nextCursor;
        // Pages by number would now repeat one row and skip another.
        await accounts(`p000a${sizes.length}@example.com`);
        await tested.dataSource.query('DELETE FROM users WHERE email = $1', [seen.at(-1)]);
      }
      // `root@example.com` has a p in it, too.
      expect(seen).toEqual([...emails, 'root@example.com']);
      expect(sizes).toEqual([50, 50, 21]);
    });

    it('has no next page when the last one is just full', async () => {
      await accounts(...Array.from({ length: 50 }, (_, at) => `full${at}@example.com`));
      const { users, nextCursor } = (await get('/admin/users?email=full')).json();
      expect([users.length, nextCursor]).toEqual([50, null]);
    });

    const encoded = (text: string) => Buffer.from(text).toString('base64url');
    it.each([
      ['garbage', 'garbage'],
      ['a NUL in it', encoded('a\0b@example.com')],
      ['bytes that are no text', '_____w'],
      ['another spelling of a good one', `${encoded('ada@example.com')}=`],
      ['nothing', ''],
    ])('answers a cursor of %s with 400', async (_what, cursor) => {
      expect((await get(`/admin/users?cursor=${encodeURIComponent(cursor)}`)).statusCode).toBe(400);
    });

    it.each(['?nonsense=1', '?email=a&email=b', '?email=%00'])('answers %s with 400', async (query) => {
      expect((await get(`/admin/users${query}`)).statusCode).toBe(400);
    });
  });

  it('is for admins only: everybody else is refused, and nothing happens', async () => {
    const user = await signedIn(tested.app);
    expect(codeOf(await get('/admin/users', user.cookie))).toEqual([403, 'role_required']);
    expect(codeOf(await patch(user.actor.id, { role: 'admin' }, user.cookie))).toEqual([403, 'role_required']);
    expect(codeOf(await get('/admin/users', 'none=1'))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await patch(user.actor.id, { role: 'admin' }, 'none=1'))).toEqual([401, 'unauthenticated']);
    expect(await openAdmins()).toBe(1);
  });

  it.each([{}, { role: 'root' }, { disabled: 'yes' }, { role: 'user', email: 'x@example.com' }, []])(
    'answers the change %j with 400',
    async (change) => {
      const { actor } = await signedIn(tested.app);
      expect((await patch(actor.id, change)).statusCode).toBe(400);
    },
  );

  it.each([randomUUID(), 'nonsense', '%00'])('answers the unknown account %s with a refusal', async (id) => {
    expect([400, 404]).toContain((await patch(id, { role: 'user' })).statusCode);
  });

  it('O9: a new role holds within a second on every instance, in sessions that are open', async () => {
    const user = await signedIn(tested.app);
    const status = async () => (await get('/admin/users', user.cookie, other)).statusCode;
    expect(await status()).toBe(403);
    const promoted = await patch(user.actor.id, { role: 'admin' });
    expect([promoted.statusCode, promoted.json().role]).toEqual([200, 'admin']);
    await eventually(async () => (await status()) === 200, 1000);
    await patch(user.actor.id, { role: 'user' });
    await eventually(async () => (await status()) === 403, 1000);
  });

  it('O9: whoever is disabled is out within a second on every instance, and comes back only by a new sign-in', async () => {
    const user = await signedIn(tested.app);
    const statuses = () =>
      Promise.all([tested, other].map(async (instance) => (await get('/auth/me', user.cookie, instance)).statusCode));
    expect(await statuses()).toEqual([200, 200]);
    const disabled = await patch(user.actor.id, { disabled: true });
    expect([disabled.statusCode, disabled.json().disabled]).toEqual([200, true]);
    await eventually(async () => (await statuses()).every((status) => status === 401), 1000);
    expect(await sessionsOf(user.actor.id)).toBe(0);

    expect((await patch(user.actor.id, { disabled: false })).json().disabled).toBe(false);
    expect(await statuses()).toEqual([401, 401]);
  });

  it('enables an account without a sign-in that slipped in while it was disabled', async () => {
    const { actor } = await signedIn(tested.app);
    await patch(actor.id, { disabled: true });
    await tested.dataSource.query(`INSERT INTO sessions (user_id, token_hash) VALUES ($1, 'late')`, [actor.id]);
    await patch(actor.id, { disabled: false });
    expect(await sessionsOf(actor.id)).toBe(0);
  });

  it('leaves sessions alone when it is only a new role', async () => {
    const { actor } = await signedIn(tested.app);
    await patch(actor.id, { role: 'admin' });
    expect(await sessionsOf(actor.id)).toBe(1);
  });

  describe('the last open admin', () => {
    it.each<UpdateUserRequest>([{ role: 'user' }, { disabled: true }, { role: 'user', disabled: true }])(
      'cannot lose themselves by %j',
      async (change) => {
        // Disabled, and therefore of no help.
        await signedIn(tested.app, { role: 'admin', disabledAt: new Date() });
        expect(codeOf(await patch(admin.actor.id, change))).toEqual([409, 'last_admin']);
        expect(await openAdmins()).toBe(1);
        expect((await get('/admin/users')).statusCode).toBe(200);
        expect(await auditOf(admin.actor.id)).toEqual([]);
      },
    );

    it('is not the last any more when there is another one', async () => {
      await signedIn(tested.app, { role: 'admin' });
      expect((await patch(admin.actor.id, { role: 'user' })).statusCode).toBe(200);
      expect(await openAdmins()).toBe(1);
    });

    it.each<[UpdateUserRequest, UpdateUserRequest]>([
      [{ role: 'user' }, { role: 'user' }],
      [{ disabled: true }, { role: 'user' }],
      [{ disabled: true }, { disabled: true }],
    ])('is left when %j and %j meet', async (first, second) => {
      const accounts = [tested, other].map(({ app }) => app.get(Accounts, { strict: false }));
      for (let round = 0; round < 5; round++) {
        await tested.dataSource.query('TRUNCATE users CASCADE');
        const [a, b] = [await signedIn(tested.app, { role: 'admin' }), await signedIn(tested.app, { role: 'admin' })];
        const outcomes = await Promise.allSettled([
          accounts[0]!.update({ id: a.actor.id }, first, 'cli'),
          accounts[1]!.update({ id: b.actor.id }, second, 'cli'),
        ]);
        expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
        expect(outcomes).toContainEqual(
          expect.objectContaining({ reason: expect.objectContaining({ code: 'last_admin' }) }),
        );
        expect(await openAdmins()).toBe(1);
      }
    });
  });

  it('leaves no session behind when a sign-in and a disabling meet', async () => {
    for (let round = 0; round < 5; round++) {
      const { actor } = await signedIn(tested.app);
      await Promise.allSettled([
        other.app.get(Sessions, { strict: false }).open(actor.id, {}),
        patch(actor.id, { disabled: true }),
      ]);
      await patch(actor.id, { disabled: false });
      expect(await sessionsOf(actor.id)).toBe(0);
    }
  });

  describe('L4: the audit log', () => {
    it('has a row for every change: who, whom, from what to what, in which request', async () => {
      const { actor } = await signedIn(tested.app);
      await patch(actor.id, { role: 'admin', disabled: true });
      await patch(actor.id, { disabled: false });
      const by = { actor_id: admin.actor.id, request_id: expect.any(String) };
      expect(await auditOf(actor.id)).toEqual([
        { ...by, action: 'auth.role_changed', details: { from: 'user', to: 'admin' } },
        { ...by, action: 'auth.account_disabled', details: { from: 'open', to: 'disabled' } },
        { ...by, action: 'auth.account_enabled', details: { from: 'disabled', to: 'open' } },
      ]);
    });

    it('has none for what was so already', async () => {
      const { actor } = await signedIn(tested.app);
      expect((await patch(actor.id, { role: 'user', disabled: false })).statusCode).toBe(200);
      expect(await auditOf(actor.id)).toEqual([]);
      expect(await sessionsOf(actor.id)).toBe(1);
    });

    it('knows the operator, who is nobody’s account, as the cli', async () => {
      const { actor } = await signedIn(tested.app);
      const accounts = tested.app.get(Accounts, { strict: false });
      const revoked = await accounts.revokeSessions({ email: ` ${actor.email.toUpperCase()} ` }, 'cli');
      expect([revoked.changed, revoked.sessionsEnded]).toEqual([true, 1]);
      expect((await accounts.revokeSessions({ id: actor.id }, 'cli')).changed).toBe(false);
      expect(await auditOf(actor.id)).toEqual([
        {
          action: 'auth.sessions_revoked',
          actor_id: null,
          request_id: null,
          details: { by: 'cli', sessionsEnded: 1 },
        },
      ]);
    });
  });
});
