import { randomUUID } from 'node:crypto';
import { stalls } from '@app/llm/testing';
import { TurnsApp } from '../testing/index.js';

interface Export {
  profile: { id: string };
  conversations: { id: string; title: string; turns: { id: string; text: string; answer: string; status: string }[] }[];
}

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start();
});
afterAll(() => app.close());

describe('the export of one’s own data', () => {
  it('has every conversation with its turns, the running one included, and what billing keeps', async () => {
    const user = await app.user();
    await app.subscribe(user);
    const socket = await app.socket(user);
    const [first, second] = [randomUUID(), randomUUID()];
    socket.send({ type: 'turn', id: first, text: 'Where is Rome?' });
    const { conversationId } = await socket.next('done', first);
    app.model.next(stalls('In'));
    socket.send({ type: 'turn', id: second, text: 'And Milan?', conversationId });
    await socket.next('delta', second);

    const { status, body } = await app.call<Export>(user, 'POST', '/auth/me/export');
    expect(status).toBe(200);
    const dates = { createdAt: expect.stringMatching(/Z$/), startedAt: expect.stringMatching(/Z$/) };
    expect(body.conversations).toEqual([
      {
        id: conversationId,
        title: 'Where is Rome?',
        createdAt: expect.stringMatching(/Z$/),
        updatedAt: expect.stringMatching(/Z$/),
        turns: [
          {
            ...{ id: first, text: 'Where is Rome?', answer: 'Hello world', status: 'completed', model: 'small' },
            ...{ usage: { inputTokens: 11, outputTokens: 2 }, errorCode: null, endedAt: expect.stringMatching(/Z$/) },
            ...dates,
          },
          expect.objectContaining({ id: second, text: 'And Milan?', status: 'running', ...dates }),
        ],
      },
    ]);
    expect(body).toMatchObject({
      profile: { id: user.actor.id },
      subscriptions: [{ plan: 'pro', status: 'active', stripeCustomerId: `cus_${user.actor.id}` }],
      quotas: [{ quota: 'turns_per_day', used: 2 }],
    });
    socket.send({ type: 'cancel', id: second });
    await socket.next('done', second);
  });

  it('has all of many, in order and each once, and nothing of anybody else', async () => {
    const [user, other] = [await app.user(), await app.user()];
    for (const { actor } of [user, other]) {
      await app.sql.query(
        `INSERT INTO conversations (user_id, title, updated_at)
         SELECT $1, 'c' || n, now() - interval '1 day' FROM generate_series(1, 230) AS n`,
        [actor.id],
      );
      await app.sql.query(
        `INSERT INTO turns (id, conversation_id, user_id, attempt_id, status, text, answer, model, created_at)
         SELECT gen_random_uuid(), c.id, c.user_id, gen_random_uuid(), 'completed', c.user_id || '/' || c.title || '/' || n, 'a', 'small',
                now() - interval '1 hour' + n / 3 * interval '1 ms'
           FROM conversations AS c, generate_series(1, CASE WHEN c.title = 'c7' THEN 101 ELSE 1 END) AS n WHERE c.user_id = $1`,
        [actor.id],
      );
    }
    const { body } = await app.call<Export>(user, 'POST', '/auth/me/export');
    expect(JSON.stringify(body)).not.toContain(other.actor.id);
    expect(new Set(body.conversations.map(({ id }) => id)).size).toBe(230);
    expect(body.conversations).toHaveLength(230);
    for (const { title, turns } of body.conversations) {
      expect(turns).toHaveLength(title === 'c7' ? 101 : 1);
      expect(new Set(turns.map(({ text }) => text)).size).toBe(turns.length);
      for (const { text } of turns) expect(text).toMatch(`${user.actor.id}/${title}/`);
    }
  });
});

describe('the history', () => {
  it('that the model gets begins with the system prompt and keeps to the budget', async () => {
    const beside = await TurnsApp.start({
      beside: app,
      yaml: { turns: { history_tokens: 50, system_prompt: 'Be brief.' } },
    });
    const user = await beside.user();
    await beside.subscribe(user);
    const socket = await beside.socket(user);
    let conversationId: string | undefined;
    for (const text of ['one '.repeat(20), 'two', 'three']) {
      const id = randomUUID();
      socket.send({ type: 'turn', id, text, ...(conversationId && { conversationId }) });
      ({ conversationId } = await socket.next('done', id));
    }
    expect(beside.model.exchanges.at(-1)!.body.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'two' },
      { role: 'assistant', content: 'Hello world' },
      { role: 'user', content: 'three' },
    ]);
    await beside.close();
  });

  it('reaches back over many pages of turns, the newest last, without those that have no answer', async () => {
    const user = await app.user();
    const [row] = await app.sql.query<{ id: string }[]>(
      `INSERT INTO conversations (user_id, title) VALUES ($1, 'long') RETURNING id`,
      [user.actor.id],
    );
    await app.sql.query(
      `INSERT INTO turns (id, conversation_id, user_id, attempt_id, status, text, answer, model, created_at)
       SELECT gen_random_uuid(), $1, $2, gen_random_uuid(), CASE n % 4 WHEN 0 THEN 'failed' WHEN 1 THEN 'cancelled' ELSE 'completed' END,
              'q' || n, CASE n % 5 WHEN 0 THEN '' ELSE 'a' || n END, 'small', now() - interval '1 hour' + n * interval '1 ms'
         FROM generate_series(1, 200) AS n`,
      [row!.id, user.actor.id],
    );
    const socket = await app.socket(user);
    const id = randomUUID();
    socket.send({ type: 'turn', id, text: 'now', conversationId: row!.id });
    await socket.next('done', id);
    const told = app.model.exchanges.at(-1)!.body.messages.map(({ content }) => content);
    const answered = Array.from({ length: 200 }, (_, n) => n + 1).filter((n) => n % 4 !== 0 && n % 5 !== 0);
    expect(told).toEqual([...answered.slice(-50).flatMap((n) => [`q${n}`, `a${n}`]), 'now']);
  });
});
