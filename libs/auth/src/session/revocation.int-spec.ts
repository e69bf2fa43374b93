import { jest } from '@jest/globals';
import { Notifications, PreparedSql, type Subscriber } from '@app/platform';
import {
  createTestDatabase,
  eventually,
  layWire,
  testConfig,
  type TestDatabase,
  type Wire,
} from '@app/platform/testing';
import { authSettings, signedIn, startTestApp, type SignedInUser, type TestApp } from '../testing/index.js';
import { KnownActors } from './known-actors.js';
import { Sessions } from './sessions.js';

const ONE_SECOND = 1000;

describe('the end of a session', () => {
  let database: TestDatabase;
  let wire: Wire;
  let here: TestApp;
  /** Another instance, whose wire to the database the tests can freeze or cut. */
  let there: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    wire = await layWire(database.url);
    here = await startTestApp(testConfig(...authSettings(database.url)));
    there = await startTestApp(testConfig(...authSettings(wire.url)));
  });

  afterAll(async () => {
    await here?.close();
    await there?.close();
    await wire?.close();
    await database?.drop();
  });

  afterEach(() => jest.restoreAllMocks());

  const statusAt = async ({ browser }: TestApp, { cookie }: SignedInUser) =>
    (await browser().get('/auth/me', { cookie })).status;
  /** Whether the next request is answered from memory alone. */
  async function isKnown(app: TestApp, user: SignedInUser): Promise<boolean> {
    const rows = jest.spyOn(app.app.get(PreparedSql), 'rows');
    await statusAt(app, user);
    const asked = rows.mock.calls.length;
    rows.mockRestore();
    return asked === 0;
  }
  /** Somebody whom both instances know by heart. */
  async function knownEverywhere(): Promise<SignedInUser> {
    const user = await signedIn(here.app);
    for (const app of [here, there]) await eventually(() => isKnown(app, user));
    return user;
  }
  const sql = (text: string, ...values: unknown[]) => here.dataSource.query(text, values);

  it('costs ordinary requests no question to the database', async () => {
    const user = await knownEverywhere();
    const questions = [here, there].map(({ app, dataSource }) => [
      jest.spyOn(app.get(PreparedSql), 'rows'),
      jest.spyOn(dataSource, 'query'),
    ]);
    for (let times = 0; times < 10; times++) {
      expect(await statusAt(here, user)).toBe(200);
      expect(await statusAt(there, user)).toBe(200);
    }
    for (const spy of questions.flat()) expect(spy).not.toHaveBeenCalled();
  });

  const endings: Record<string, (user: SignedInUser) => Promise<unknown>> = {
    'a logout': ({ cookie }) => here.browser().post('/auth/logout', undefined, { cookie }),
    'its removal from the list': ({ actor }) => here.app.get(Sessions).revoke(actor.sessionId, actor.id),
    'the end of all sessions': ({ actor }) => here.app.get(Sessions).revokeAll(actor.id),
    'the closing of the account': ({ actor }) => sql('UPDATE users SET disabled_at = now() WHERE id = $1', actor.id),
    'an operator’s own SQL': ({ actor }) => sql('DELETE FROM sessions WHERE id = $1', actor.sessionId),
    'the end of the user': ({ actor }) => sql('DELETE FROM users WHERE id = $1', actor.id),
  };
  it.each(Object.keys(endings))('O9 by %s holds within a second on every instance', async (how) => {
    const user = await knownEverywhere();
    await endings[how]!(user);
    await eventually(async () => (await statusAt(there, user)) === 401, ONE_SECOND);
    await eventually(async () => (await statusAt(here, user)) === 401, ONE_SECOND);
  });

  it('O9 by a logout holds at once where it happened, before any notification', async () => {
    const user = await knownEverywhere();
    const { subscribers } = here.app.get(Notifications) as unknown as { subscribers: Map<string, Subscriber> };
    jest.spyOn(subscribers.get('auth_changed')!, 'heard').mockImplementation(() => {});
    await endings['a logout']!(user);
    expect(await statusAt(here, user)).toBe(401);
  });

  it('O9 leaves the other sessions of the user alone, if one is ended', async () => {
    const user = await knownEverywhere();
    const other = await here.app.get(Sessions).open(user.actor.id, {});
    await here.app.get(Sessions).revoke(other.id, user.actor.id);
    expect(await statusAt(here, user)).toBe(200);
    expect(await here.app.get(Sessions).revokeAll(user.actor.id, user.actor.sessionId)).toBe(0);
    expect(await statusAt(here, user)).toBe(200);
  });

  it('a change of the user shows within a second on every instance', async () => {
    const user = await knownEverywhere();
    await sql(`UPDATE users SET role = 'admin', name = 'New' WHERE id = $1`, user.actor.id);
    await eventually(async () => {
      const me = await there.browser().get('/auth/me', { cookie: user.cookie });
      return JSON.stringify(await me.json()).includes('"name":"New","role":"admin"');
    }, ONE_SECOND);
  });

  it('O9 is not missed by an instance that lost its connection meanwhile', async () => {
    const user = await knownEverywhere();
    wire.cut();
    await sql('DELETE FROM sessions WHERE id = $1', user.actor.sessionId);
    await eventually(async () => (await statusAt(there, user)) === 401, ONE_SECOND);
    const another = await signedIn(here.app);
    await eventually(() => isKnown(there, another));
    expect(await statusAt(there, user)).toBe(401);
  });

  it('O9 is not denied by an instance that hears nothing any more: it answers 503 rather than trust what it knew', async () => {
    const user = await knownEverywhere();
    wire.freeze();
    await sql('DELETE FROM sessions WHERE id = $1', user.actor.sessionId);
    const statuses: number[] = [];
    await eventually(async () => statuses.push(await statusAt(there, user)) && statuses.at(-1) !== 200, 4000);
    expect(statuses.at(-1)).toBe(503);
    wire.thaw();
    await eventually(async () => (await statusAt(there, user)) === 401);
  });

  it('is not forgotten when the answer to a question asked before it comes after it', async () => {
    const user = await knownEverywhere();
    await here.app.get(Sessions).revokeAll(user.actor.id, user.actor.sessionId);
    const prepared = here.app.get(PreparedSql);
    const rows = prepared.rows.bind(prepared);
    jest.spyOn(prepared, 'rows').mockImplementationOnce(async (...question) => {
      const answer = await rows(...question);
      const forget = jest.spyOn(here.app.get(KnownActors), 'forget');
      await here.app.get(Sessions).revoke(user.actor.sessionId, user.actor.id);
      // Once by the call, once by the notification: no more of them can come to the rescue.
      await eventually(() => forget.mock.calls.length === 2);
      return answer as never;
    });
    expect(await statusAt(here, user)).toBe(200);
    expect(await statusAt(here, user)).toBe(401);
  });
});
