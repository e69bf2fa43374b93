import { stalls } from '@app/llm/testing';
import type { ConversationSummary, ConversationView, Problem } from '@app/protocol';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { TurnsApp, type TestSocket } from '../testing/index.js';

interface List {
  conversations: ConversationSummary[];
  nextCursor: string | null;
}

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

  it.each(['limit=0', 'limit=x', 'cursor=nonsense', 'colour=red'])('refuses %s', async (query) => {
    const { status, body } = await app.call<Problem>(await app.user(), 'GET', `/conversations?${query}`);
    expect(status).toBe(400);
    expect(body.code).toBe('invalid_request');
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

  it.each(['GET', 'DELETE'] as const)('that is unknown or no id at all is not found by %s', async (method) => {
    const user = await app.user();
    for (const id of [randomUUID(), 'nonsense', '%27']) {
      expect((await app.call(user, method, `/conversations/${id}`)).status).toBe(404);
    }
  });

  it.each(['GET', 'DELETE'] as const)('of somebody else is not found by %s', async (method) => {
    const { user, socket } = await subscriber();
    const { conversationId } = await say(socket, 'mine');
    expect((await app.call(await app.user(), method, `/conversations/${conversationId}`)).status).toBe(404);
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

it('the migrations make exactly the tables of the entities', async () => {
  const { upQueries } = await app.nest.get(DataSource).driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query).filter((query) => /conversations|turns/.test(query))).toEqual([]);
});
