import { Module, type OnModuleInit } from '@nestjs/common';
import { request as post, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, eventually, testConfig, type TestDatabase } from '@app/platform/testing';
import { ServiceUnavailable } from '@app/platform';
import { auditOf, authSettings, freshAddress, signedIn, signUp, startTestApp, type TestApp } from '../testing/index.js';
import { PersonalData } from './personal-data.js';

const LINE = 'x'.repeat(1000);
let lines = 3;
let failsAt = Infinity;
let read = 0;
let stopped = false;

/** A module of a team's own, which keeps much of everybody. */
@Module({})
class NotesModule implements OnModuleInit {
  constructor(private readonly data: PersonalData) {}

  onModuleInit(): void {
    this.data.add('notes', (userId) => this.notes(userId));
  }

  private async *notes(userId: string): AsyncGenerator<object> {
    try {
      for (read = 0; read < lines; read += 1) {
        if (read === failsAt) throw new ServiceUnavailable();
        yield { of: userId, line: LINE };
      }
    } finally {
      stopped = true;
    }
  }
}

let database: TestDatabase;
let tested: TestApp;
beforeAll(async () => {
  database = await createTestDatabase();
  tested = await startTestApp(testConfig(...authSettings(database.url)), [NotesModule]);
});
beforeEach(() => {
  lines = 3;
  failsAt = Infinity;
  stopped = false;
});
afterAll(async () => {
  await tested?.close();
  await database?.drop();
});

const PATH = '/auth/me/export';
const sql = (query: string, ...parameters: unknown[]) => tested.dataSource.query(query, parameters);

describe('the export of one’s own data', () => {
  it('is a file with everything of the person, and without any secret', async () => {
    const { browser, email, id } = await signUp(tested, freshAddress());
    await browser.post('/auth/email/verification');
    await sql(
      `INSERT INTO identities (user_id, provider, issuer, subject, email) VALUES ($1, 'acme', 'https://acme.example', 's-1', $2)`,
      id,
      email,
    );
    const response = await browser.post(PATH);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="turnpike-data-\d{4}-\d\d-\d\d\.json"$/,
    );
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      exportedAt: expect.stringMatching(/Z$/),
      profile: { id, email, emailVerified: false, name: null, role: 'user', hasPassword: true },
      identities: [{ provider: 'acme', issuer: 'https://acme.example', subject: 's-1', email }],
      sessions: [{ userAgent: expect.any(String), address: expect.any(String), createdAt: expect.any(String) }],
      auditEvents: expect.arrayContaining([expect.objectContaining({ action: 'auth.data_exported' })]),
      notes: [{ of: id }, { of: id }, { of: id }],
    });
    expect(await auditOf(tested, id)).toContainEqual({ action: 'auth.data_exported', details: {} });

    const [{ hash }] = await sql('SELECT password_hash AS hash FROM users WHERE id = $1', id);
    const tokens = await sql(
      `SELECT encode(token_hash, 'hex') AS hex, encode(token_hash, 'base64') AS base64 FROM sessions WHERE user_id = $1
        UNION ALL SELECT encode(token_hash, 'hex'), encode(token_hash, 'base64') FROM email_links WHERE user_id = $1`,
      id,
    );
    const secrets = [hash, ...tokens.flatMap(Object.values), ...browser.cookies.values()] as string[];
    expect(secrets.length).toBeGreaterThan(4);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/hash"/i);
    expect(text).not.toContain('[object');
  });

  it('has nothing of others, though they did something to the person, or the person to them', async () => {
    const [person, other] = [await signUp(tested, '203.0.113.1'), await signUp(tested, '203.0.113.2')];
    const did = (actor: string, subject: string, address: string) =>
      sql(
        `INSERT INTO audit_events (action, actor_id, subject_id, address, request_id, details)
         VALUES ('auth.role_changed', $1, $2, $3, 'request-of-' || $3, '{"to":"admin"}')`,
        actor,
        subject,
        address,
      );
    await did(other.id, person.id, '203.0.113.2');
    await did(person.id, other.id, '203.0.113.1');
    const text = await (await person.browser.post(PATH)).text();
    for (const word of [other.id, other.email, '203.0.113.2']) expect(text).not.toContain(word);
    const { auditEvents } = JSON.parse(text) as { auditEvents: { action: string }[] };
    expect(auditEvents.filter(({ action }) => action === 'auth.role_changed')).toEqual([
      expect.objectContaining({ address: null, requestId: null, details: { to: 'admin' } }),
      expect.objectContaining({ address: '203.0.113.1', requestId: 'request-of-203.0.113.1', details: null }),
    ]);
  });

  it('has every audit event once and in order, also where many happened at one moment', async () => {
    const { browser, id } = await signUp(tested, freshAddress());
    await sql(
      `INSERT INTO audit_events (at, action, actor_id, subject_id, details)
       SELECT now() - interval '1 day' + (n / 150) * interval '1 microsecond', 'test.' || n,
              CASE n % 3 WHEN 1 THEN NULL ELSE $1::uuid END, CASE n % 3 WHEN 0 THEN NULL ELSE $1::uuid END, '{}'
         FROM generate_series(0, 449) AS n`,
      id,
    );
    const { auditEvents } = (await (await browser.post(PATH)).json()) as { auditEvents: { action: string }[] };
    const mine = auditEvents.map(({ action }) => action).filter((action) => action.startsWith('test.'));
    expect(mine).toEqual(Array.from({ length: 450 }, (_, n) => `test.${n}`));
  });

  it('is only for who is signed in, and five times an hour for each', async () => {
    expect((await tested.browser().post(PATH)).status).toBe(401);
    const { cookie } = await signedIn(tested.app);
    const status = async () => {
      const response = await tested.browser().post(PATH, undefined, { cookie });
      await response.arrayBuffer();
      return response;
    };
    for (let time = 0; time < 5; time += 1) expect((await status()).status).toBe(200);
    const refused = await status();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3000);
    const other = await signedIn(tested.app);
    expect((await tested.browser().post(PATH, undefined, { cookie: other.cookie })).status).toBe(200);
  });

  it('that fails before it began is an error like any other', async () => {
    failsAt = 1;
    const { cookie } = await signedIn(tested.app);
    const response = await tested.browser().post(PATH, undefined, { cookie });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'unavailable' });
    expect(response.headers.get('content-disposition')).toBeNull();
  });

  it('that fails on the way breaks the connection, so that nobody takes it for complete', async () => {
    lines = 2000;
    failsAt = 1000;
    const { cookie } = await signedIn(tested.app);
    const response = await tested.browser().post(PATH, undefined, { cookie });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('reads no faster than the client, and stops when the client is gone', async () => {
    // More than all buffers between here and there hold.
    lines = 200_000;
    const { cookie } = await signedIn(tested.app);
    const { port } = tested.app.getHttpServer().address() as AddressInfo;
    const headers = { cookie, origin: tested.publicUrl };
    const request = post({ method: 'POST', port, host: '127.0.0.1', path: PATH, headers });
    request.end();
    const response = await new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
    response.pause();
    let before = -1;
    await eventually(() => {
      const still = read === before;
      before = read;
      return Promise.resolve(still && read > 0);
    });
    expect(read).toBeLessThan(lines / 2);
    expect(stopped).toBe(false);
    request.destroy();
    await eventually(() => Promise.resolve(stopped));
    expect(read).toBeLessThan(lines / 2);
  });
});
