import { stalls } from '@app/llm/testing';
import type { ConversationSummary, ConversationView, Problem } from '@app/protocol';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { toCursor } from './cursor.js';
import { TurnsApp, type TestSocket } from '../testing/index.js';

interface List {
  conversations: ConversationSummary[];
  nextCursor: string | null;
}

const METHODS = ['GET', 'PATCH', 'DELETE'] as const;
const TITLE = { GET: undefined, DELETE: undefined, PATCH: { title: 'Mine' } };

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start();
});
afterAll(() => app.close());

async function say(socket: TestSocket, text: string, conversationId?: string) {
  const id = randomUUID();
  socket.send({ type: 'turn', id, text, ...(conversationId ? { conversationId } : {}) });
  return socket.next('done', id);
}

async function subscriber() {
  const user = await app.user();
  await app.subscribe(user);
  return { user, socket: await app.socket(user) };
}

describe('the list of conversations', () => {
  it('is empty for somebody new', async () => {
    expect(await app.call(await app.user(), 'GET', '/conversations')).toEqual({
      status: 200,
      body: { conversations: [], nextCursor: null },
    });
  });

  it("holds one's own, the last used first, page by page", async () => {
    const { user, socket } = await subscriber();
    const titles = ['one', 'two', 'three', 'four', 'five'];
    const ids: string[] = [];
    for (const title of titles) ids.push((await say(socket, title)).conversationId);
    await say(socket, 'again', ids[0]);

    const seen: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; page < 3; page += 1) {
      const { body }: { body: List } = await app.call<List>(
        user,
        'GET',
        `/conversations?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...body.conversations.map(({ title }) => title));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(['one', 'five', 'four', 'three', 'two']);
    expect(cursor).toBeNull();
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'limit=1.5', 'limit=-1', 'cursor=', 'cursor=nonsense', 'colour=red'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await app.call<Problem>(await app.user(), 'GET', `/conversations?${query}`);
      expect(status).toBe(400);
      expect(body.code).toBe('invalid_request');
    },
  );
});

/** Gives somebody conversations without asking a model; all of them at one moment, unless told otherwise. */
const insert = (userId: string, count: number, at = 'now()') =>
  app.sql.query<{ id: string }[]>(
    `INSERT INTO conversations (user_id, title, updated_at)
     SELECT $1, 'c' || n, ${at} FROM generate_series(1, ${count}) AS n RETURNING id`,
    [userId],
  );

/** All pages of a list, from the first to the last, and what `between` does after each. */
async function walk(
  user: Awaited<ReturnType<typeof app.user>>,
  path: string,
  between = () => Promise.resolve(),
  more = '',
) {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body }: { status: number; body: List & ConversationView } = await app.call(
      user,
      'GET',
      `${path}?limit=7${more}${cursor && `&cursor=${cursor}`}`,
    );
    expect(status).toBe(200);
    ids.push(...(body.conversations ?? body.turns).map(({ id }) => id));
    cursor = body.nextCursor;
    await between();
  }
  return ids;
}

describe('a walk through the pages', () => {
  it('meets each conversation once, also those of one moment', async () => {
    const user = await app.user();
    const rows = await insert(user.actor.id, 40);
    const ids = await walk(user, '/conversations');
    expect(ids).toEqual(
      rows
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
  });

  it('meets each that was there, while others are added, renamed and deleted', async () => {
    const user = await app.user();
    const old = await insert(user.actor.id, 30, `now() - n * interval '1 minute'`);
    const ids = await walk(user, '/conversations', async () => {
      const [added] = await insert(user.actor.id, 2);
      await app.call(user, 'DELETE', `/conversations/${added!.id}`);
      await app.call(user, 'PATCH', `/conversations/${old[15]!.id}`, { title: 'renamed' });
    });
    expect(ids).toEqual(old.map(({ id }) => id));
  });

  /** A conversation, and how to give it turns without asking a model. */
  async function conversationOf(userId: string) {
    const [conversation] = await insert(userId, 1);
    const add = async (count: number, at: string) => {
      const rows = await app.sql.query<{ id: string }[]>(
        `INSERT INTO turns (id, conversation_id, user_id, attempt_id, status, text, model, created_at)
         SELECT gen_random_uuid(), $1, $2, gen_random_uuid(), 'completed', 't', 'small', ${at}
           FROM generate_series(1, ${count}) AS n RETURNING id`,
        [conversation!.id, userId],
      );
      return rows.map(({ id }) => id);
    };
    return { path: `/conversations/${conversation!.id}`, add };
  }
  const LATER = "clock_timestamp() + n * interval '1 ms'";

  it('meets each turn once, in the order in which they began, while others begin', async () => {
    const user = await app.user();
    const { path, add } = await conversationOf(user.actor.id);
    const together = (await add(20, `now() - interval '1 hour'`)).sort();
    const later: string[] = [];
    const ids = await walk(user, path, async () => {
      if (later.length < 6) later.push(...(await add(2, LATER)));
    });
    expect(ids).toEqual([...together, ...later]);
  });

  it('from the newest turn back meets each that was there once, also those of one moment, while others begin', async () => {
    const user = await app.user();
    const { path, add } = await conversationOf(user.actor.id);
    const first = await add(20, `now() - interval '2 hours' + n * interval '1 ms'`);
    const together = (await add(20, `now() - interval '1 hour'`)).sort();
    const ids = await walk(user, path, async () => void (await add(2, LATER)), '&order=newest');
    expect(ids).toEqual([...first, ...together].reverse());
  });

  it('does not turn round: a cursor goes on in its own order only', async () => {
    const user = await app.user();
    const { path, add } = await conversationOf(user.actor.id);
    await add(3, `now() - n * interval '1 ms'`);
    for (const [own, other] of [
      ['newest', 'oldest'],
      ['oldest', 'newest'],
    ]) {
      const { body } = await app.call<ConversationView>(user, 'GET', `${path}?limit=1&order=${own}`);
      const next = (order: string) =>
        app.call<Problem>(user, 'GET', `${path}?order=${order}&cursor=${body.nextCursor}`);
      expect(await next(other!)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
      expect((await next(own!)).status).toBe(200);
    }
    expect((await app.call(user, 'GET', `${path}?order=random`)).status).toBe(400);
  });

  it('does not go on in another list', async () => {
    const user = await app.user();
    const [one, two] = await insert(user.actor.id, 10);
    const { body } = await app.call<List>(user, 'GET', '/conversations?limit=1');
    const turnsOf = (id: string, cursor: string) =>
      app.call<Problem>(user, 'GET', `/conversations/${id}?cursor=${cursor}`);
    expect(await turnsOf(one!.id, body.nextCursor!)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    const ofTwo = toCursor(two!.id, { at: new Date(), id: two!.id });
    expect((await turnsOf(one!.id, ofTwo)).status).toBe(400);
    expect((await turnsOf(two!.id, ofTwo)).status).toBe(200);
    expect((await turnsOf(two!.id.toUpperCase(), ofTwo)).status).toBe(200);
  });
});

describe('a conversation', () => {
  it('has its turns, the oldest first, page by page', async () => {
    const { user, socket } = await subscriber();
    const { conversationId } = await say(socket, 'first');
    await say(socket, 'second', conversationId);
    const { body } = await app.call<ConversationView>(user, 'GET', `/conversations/${conversationId}?limit=1`);
    expect(body).toMatchObject({ id: conversationId, title: 'first' });
    expect(body.turns).toEqual([
      {
        id: expect.any(String),
        text: 'first',
        answer: 'Hello world',
        status: 'completed',
        usage: { inputTokens: 11, outputTokens: 2 },
        createdAt: expect.stringMatching(/Z$/),
      },
    ]);
    const rest = await app.call<ConversationView>(
      user,
      'GET',
      `/conversations/${conversationId}?cursor=${body.nextCursor}`,
    );
    expect(rest.body.turns.map(({ text }) => text)).toEqual(['second']);
    expect(rest.body.nextCursor).toBeNull();
  });

  it.each(METHODS)('that is unknown or no id at all is not found by %s', async (method) => {
    const user = await app.user();
    for (const id of [randomUUID(), 'nonsense', '%27']) {
      expect((await app.call(user, method, `/conversations/${id}`, TITLE[method])).status).toBe(404);
    }
  });

  it.each(METHODS)('of somebody else is not found by %s', async (method) => {
    const { user, socket } = await subscriber();
    const { conversationId } = await say(socket, 'mine');
    expect((await app.call(await app.user(), method, `/conversations/${conversationId}`, TITLE[method])).status).toBe(
      404,
    );
    expect((await app.call(user, 'GET', `/conversations/${conversationId}`)).status).toBe(200);
  });

  it('is deleted with its turns, and one that is being answered stops', async () => {
    const { user, socket } = await subscriber();
    const { conversationId } = await say(socket, 'first');
    app.model.next(stalls('Hel'));
    const id = randomUUID();
    socket.send({ type: 'turn', id, text: 'second', conversationId });
    await socket.next('delta', id);
    expect((await app.call(user, 'DELETE', `/conversations/${conversationId}`)).status).toBe(204);
    expect(await socket.next('done', id)).toMatchObject({ cancelled: true });
    expect((await app.call(user, 'GET', `/conversations/${conversationId}`)).status).toBe(404);
    const [row] = await app.sql.query<{ count: string }[]>('SELECT count(*) FROM turns WHERE conversation_id = $1', [
      conversationId,
    ]);
    expect(row!.count).toBe('0');
  });
});

describe('a new title', () => {
  it('is told and kept, and leaves the conversation where it is in the list', async () => {
    const user = await app.user();
    const [first] = await insert(user.actor.id, 1, `now() - interval '1 day'`);
    await insert(user.actor.id, 1);
    const list = async () => (await app.call<List>(user, 'GET', '/conversations')).body.conversations;
    const before = await list();
    const renamed = await app.call(user, 'PATCH', `/conversations/${first!.id}`, { title: '  Trip to Rome 🛵 ' });
    expect(renamed).toEqual({ status: 200, body: { ...before[1], title: 'Trip to Rome 🛵' } });
    expect(await list()).toEqual([before[0], renamed.body]);
  });

  it.each([
    {},
    { title: '' },
    { title: ' ' },
    { title: 'x'.repeat(121) },
    { title: 'a\u0000' },
    { title: 'a\nb' },
    { title: 'a', id: 'b' },
  ])('is not made of %j', async (request) => {
    const user = await app.user();
    const [row] = await insert(user.actor.id, 1);
    const { status, body } = await app.call<Problem>(user, 'PATCH', `/conversations/${row!.id}`, request);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
  });
});

describe('all conversations', () => {
  it('are deleted with their turns, those of others are not, and one that is being answered stops', async () => {
    const [{ user, socket }, other] = [await subscriber(), await subscriber()];
    const kept = await say(other.socket, 'theirs');
    await say(socket, 'mine');
    app.model.next(stalls('Hel'));
    const id = randomUUID();
    socket.send({ type: 'turn', id, text: 'running' });
    await socket.next('delta', id);
    expect((await app.call(user, 'DELETE', '/conversations')).status).toBe(204);
    expect(await socket.next('done', id)).toMatchObject({ cancelled: true });
    const { body } = await app.call<List>(user, 'GET', '/conversations');
    expect(body.conversations).toEqual([]);
    const counted = await app.sql.query<{ user_id: string }[]>('SELECT user_id FROM turns WHERE user_id = ANY($1)', [
      [user.actor.id, other.user.actor.id],
    ]);
    expect(counted).toEqual([{ user_id: other.user.actor.id }]);
    expect((await app.call(other.user, 'GET', `/conversations/${kept.conversationId}`)).status).toBe(200);
    expect((await app.call(user, 'DELETE', '/conversations')).status).toBe(204);
    expect((await say(socket, 'anew')).type).toBe('done');
  });

  it('go with their owner’s account', async () => {
    const { user, socket } = await subscriber();
    await say(socket, 'first');
    await app.sql.query('DELETE FROM subscriptions WHERE user_id = $1', [user.actor.id]);
    expect((await app.call(user, 'DELETE', '/auth/me')).status).toBe(204);
    for (const table of ['conversations', 'turns']) {
      expect(await app.sql.query(`SELECT id FROM ${table} WHERE user_id = $1`, [user.actor.id])).toEqual([]);
    }
  });
});

it('the migrations make exactly the tables of the entities', async () => {
  const { upQueries } = await app.nest.get(DataSource).driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query).filter((query) => /conversations|turns/.test(query))).toEqual([]);
});
