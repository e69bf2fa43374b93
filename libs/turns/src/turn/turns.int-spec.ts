import { cuts, fails, garbage, hangs, stalls, streams } from '@app/llm/testing';
import { eventually, fairTimeOf } from '@app/platform/testing';
import { randomUUID } from 'node:crypto';
import { TurnsApp, type TestSocket } from '../testing/index.js';
import { TurnRecovery } from './turn-recovery.js';

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start({
    timeouts: { first_token_ms: 800, gap_ms: 300 },
    guardrails: { max_turn_chars: 20, max_long_turn_chars: 40, deny_patterns: ['forbidden'] },
  });
});
afterEach(() => app.model.forgetPlans());
afterAll(() => app.close());

async function signedInSocket() {
  const user = await app.user();
  return { user, socket: await app.socket(user) };
}

function turn(socket: TestSocket, text = 'Hi', more: object = {}): string {
  const id = randomUUID();
  socket.send({ type: 'turn', id, text, ...more });
  return id;
}

const rowOf = async (id: string) =>
  (await app.sql.query<Record<string, unknown>[]>('SELECT * FROM turns WHERE id = $1', [id]))[0];

describe('a turn', () => {
  it('is answered in deltas, ends with what it took, is stored and counted', async () => {
    const { user, socket } = await signedInSocket();
    const id = turn(socket);
    const done = await socket.next('done', id);
    expect(socket.deltas(id)).toEqual([
      [0, 'Hello'],
      [1, ' world'],
    ]);
    expect(done).toMatchObject({ model: 'small', usage: { inputTokens: 11, outputTokens: 2 } });
    expect(await rowOf(id)).toMatchObject({
      status: 'completed',
      answer: 'Hello world',
      conversation_id: done.conversationId,
    });
    expect(await app.turnsUsed(user)).toBe(1);
  });

  it('is told the conversation so far', async () => {
    const { socket } = await signedInSocket();
    const { conversationId } = await socket.next('done', turn(socket, 'First'));
    await socket.next('done', turn(socket, 'Second', { conversationId }));
    expect(app.model.exchanges.at(-1)!.body.messages).toEqual([
      { role: 'user', content: 'First' },
      { role: 'assistant', content: 'Hello world' },
      { role: 'user', content: 'Second' },
    ]);
  });

  it('goes on to its end when its socket closes', async () => {
    const { user, socket } = await signedInSocket();
    app.model.next(streams(20, 'a', 'b', 'c', 'd'));
    const id = turn(socket);
    await socket.next('delta', id);
    await socket.close();
    const again = await app.socket(user);
    again.send({ type: 'turn', id, text: 'Hi' });
    await again.next('done', id);
    expect(
      again
        .deltas(id)
        .map(([, text]) => text)
        .join(''),
    ).toBe('abcd');
    expect(await app.turnsUsed(user)).toBe(1);
  });

  it('is refused with what the plan lacks', async () => {
    const { socket } = await signedInSocket();
    const long = await socket.next('error', turn(socket, 'x'.repeat(21)));
    expect(long).toMatchObject({ code: 'plan_required', feature: 'long_turns', plans: ['pro'] });
    const premium = await socket.next('error', turn(socket, 'Hi', { model: 'premium' }));
    expect(premium).toMatchObject({ code: 'plan_required', feature: 'premium_models' });
  });

  it('may be long and use the premium model with a plan that has both', async () => {
    const user = await app.user();
    await app.subscribe(user);
    const socket = await app.socket(user);
    expect(await socket.next('done', turn(socket, 'x'.repeat(40), { model: 'premium' }))).toMatchObject({
      model: 'large',
    });
    expect(await socket.next('error', turn(socket, 'x'.repeat(41)))).toMatchObject({ code: 'too_long' });
  });

  it.each([
    ['a NUL', 'a\0b', 'invalid_message'],
    ['half a character', 'a\ud800', 'invalid_message'],
    ['nothing but blanks', '  \n', 'invalid_message'],
    ['a denied word', 'it is Forbidden', 'content_denied'],
  ])('with %s is refused and costs nothing', async (_, text, code) => {
    const { user, socket } = await signedInSocket();
    expect(await socket.next('error', turn(socket, text))).toMatchObject({ code });
    expect(await app.turnsUsed(user)).toBe(0);
  });

  it('is refused when the quota is spent, with the time of the next one', async () => {
    const { socket } = await signedInSocket();
    for (let n = 0; n < 3; n += 1) await socket.next('done', turn(socket));
    const refusal = await socket.next('error', turn(socket));
    expect(refusal).toMatchObject({ code: 'quota_exceeded', resetsAt: expect.stringMatching(/T00:00:00\.000Z$/) });
  });

  it("in somebody else's conversation is not found and costs nothing", async () => {
    const { socket } = await signedInSocket();
    const { conversationId } = await socket.next('done', turn(socket));
    const { user, socket: other } = await signedInSocket();
    expect(await other.next('error', turn(other, 'Hi', { conversationId }))).toMatchObject({ code: 'not_found' });
    expect(await app.turnsUsed(user)).toBe(0);
  });
});

describe('the same id again', () => {
  it('replays the same deltas on another socket and spends nothing', async () => {
    const { user, socket } = await signedInSocket();
    const id = turn(socket);
    const done = await socket.next('done', id);
    const calls = app.model.exchanges.length;
    const again = await app.socket(user);
    again.send({ type: 'turn', id, text: 'Hi' });
    expect(await again.next('done', id)).toEqual(done);
    expect(again.deltas(id)).toEqual(socket.deltas(id));
    expect(app.model.exchanges).toHaveLength(calls);
    expect(await app.turnsUsed(user)).toBe(1);
  });

  it('in capitals is answered in capitals', async () => {
    const { user, socket } = await signedInSocket();
    const id = randomUUID().toUpperCase();
    socket.send({ type: 'turn', id, text: 'Hi' });
    const done = await socket.next('done', id);
    socket.forget();
    socket.send({ type: 'turn', id, text: 'Hi' });
    expect(await socket.next('done', id)).toEqual(done);
    expect(socket.deltas(id)).not.toEqual([]);
    expect(await app.turnsUsed(user)).toBe(1);
  });

  it('joins the turn while it runs', async () => {
    const { user, socket } = await signedInSocket();
    app.model.next(streams(30, 'a', 'b', 'c', 'd'));
    const id = turn(socket);
    await socket.next('delta', id);
    const second = await app.socket(user);
    second.send({ type: 'turn', id, text: 'Hi' });
    await Promise.all([socket.next('done', id), second.next('done', id)]);
    expect(second.deltas(id)).toEqual(socket.deltas(id));
    expect(await app.turnsUsed(user)).toBe(1);
  });

  it('many times at once is one turn', async () => {
    const { user, socket } = await signedInSocket();
    const others = await Promise.all([app.socket(user), app.socket(user), app.socket(user)]);
    const id = randomUUID();
    for (const each of [socket, ...others]) each.send({ type: 'turn', id, text: 'Hi' });
    for (const each of [socket, ...others]) await each.next('done', id);
    expect(await app.turnsUsed(user)).toBe(1);
  });

  it('after a failure tries again and pays again', async () => {
    const { user, socket } = await signedInSocket();
    app.model.next(cuts('Hel'));
    const id = turn(socket);
    expect(await socket.next('error', id)).toMatchObject({ code: 'llm_unavailable' });
    expect(await rowOf(id)).toMatchObject({ status: 'failed', answer: 'Hel' });
    socket.send({ type: 'turn', id, text: 'Hi' });
    await socket.next('done', id);
    expect(await rowOf(id)).toMatchObject({ status: 'completed', answer: 'Hello world' });
    expect(await app.turnsUsed(user)).toBe(2);
  });

  it('of somebody else cannot be used and shows nothing', async () => {
    const { socket } = await signedInSocket();
    const id = turn(socket);
    await socket.next('done', id);
    const { socket: other } = await signedInSocket();
    other.send({ type: 'turn', id, text: 'Hi' });
    expect(await other.next('error', id)).toMatchObject({ code: 'invalid_message' });
    expect(other.deltas(id)).toEqual([]);
  });

  it('can be read from another instance while it runs', async () => {
    const { user, socket } = await signedInSocket();
    const other = await TurnsApp.start({ beside: app });
    app.model.next(streams(50, 'a', 'b', 'c', 'd'));
    const id = turn(socket);
    await socket.next('delta', id);
    const elsewhere = await other.socket(user);
    elsewhere.send({ type: 'turn', id, text: 'Hi' });
    expect(await elsewhere.next('done', id)).toEqual(await socket.next('done', id));
    expect(elsewhere.deltas(id)).toEqual(socket.deltas(id));
    expect(await app.turnsUsed(user)).toBe(1);
    await other.close();
  });
});

describe('the same id on two instances at once', () => {
  it('is one turn, paid once, and both sockets see all of it', async () => {
    const other = await TurnsApp.start({ beside: app });
    for (let round = 0; round < 3; round += 1) {
      const user = await app.user();
      const sockets = await Promise.all([app.socket(user), other.socket(user), app.socket(user), other.socket(user)]);
      const id = randomUUID();
      for (const socket of sockets) socket.send({ type: 'turn', id, text: 'Hi' });
      for (const socket of sockets) {
        await socket.next('done', id);
        expect(socket.deltas(id)).toEqual([
          [0, 'Hello'],
          [1, ' world'],
        ]);
      }
      expect(await app.turnsUsed(user)).toBe(1);
      const { body } = await app.call<{ conversations: unknown[] }>(user, 'GET', '/conversations');
      expect(body.conversations).toHaveLength(1);
    }
    await other.close();
  });
});

describe('limits on turns', () => {
  it('a second turn on the same socket is busy', async () => {
    const { socket } = await signedInSocket();
    app.model.next(streams(30, 'a', 'b', 'c'));
    const first = turn(socket);
    await socket.next('delta', first);
    expect(await socket.next('error', turn(socket))).toMatchObject({ code: 'busy' });
    await socket.next('done', first);
  });

  it('a fourth turn of the same user is busy', async () => {
    const user = await app.user();
    await app.subscribe(user);
    const sockets = await Promise.all([1, 2, 3, 4].map(() => app.socket(user)));
    app.model.next(stalls('a'), stalls('a'), stalls('a'));
    for (const socket of sockets.slice(0, 3)) await socket.next('delta', turn(socket));
    expect(await sockets[3]!.next('error', turn(sockets[3]!))).toMatchObject({ code: 'busy' });
  });
});

describe('a cancelled turn', () => {
  it('ends upstream within a second, keeps what there is, and counts', async () => {
    const { user, socket } = await signedInSocket();
    app.model.next(stalls('Hel'));
    const id = turn(socket);
    await socket.next('delta', id);
    const tookMs = await fairTimeOf(async () => {
      socket.send({ type: 'cancel', id });
      expect(await socket.next('done', id)).toMatchObject({
        cancelled: true,
        usage: { inputTokens: null, outputTokens: null },
      });
      await app.model.exchanges.at(-1)!.closed;
    });
    expect(tookMs).toBeLessThan(1000);
    expect(await rowOf(id)).toMatchObject({ status: 'cancelled', answer: 'Hel' });
    expect(await app.turnsUsed(user)).toBe(1);
  });

  it('replays as cancelled', async () => {
    const { socket } = await signedInSocket();
    app.model.next(stalls('Hel'));
    const id = turn(socket);
    await socket.next('delta', id);
    socket.send({ type: 'cancel', id });
    const done = await socket.next('done', id);
    socket.forget();
    socket.send({ type: 'turn', id, text: 'Hi' });
    expect(await socket.next('done', id)).toEqual(done);
    expect(socket.deltas(id)).toEqual([[0, 'Hel']]);
  });

  it('right after it was sent costs nothing', async () => {
    const { user, socket } = await signedInSocket();
    app.model.next(hangs());
    const id = turn(socket);
    socket.send({ type: 'cancel', id });
    expect(await socket.next('done', id)).toMatchObject({ cancelled: true });
    expect(await app.turnsUsed(user)).toBe(0);
  });
});

describe('a model that fails', () => {
  it.each([
    ['500', fails(500), 'llm_unavailable'],
    ['garbage', garbage(), 'llm_unavailable'],
    ['silence', hangs(), 'timeout'],
  ])('%s before the first token gives the quota back once', async (_, behaviour, code) => {
    const { user, socket } = await signedInSocket();
    app.model.next(behaviour, behaviour);
    const id = turn(socket);
    expect(await socket.next('error', id)).toMatchObject({ code });
    expect(await rowOf(id)).toMatchObject({ status: 'failed', error_code: code });
    expect(await app.turnsUsed(user)).toBe(0);
  });

  it('silence after the first token is a timeout that counts', async () => {
    const { user, socket } = await signedInSocket();
    app.model.next(stalls('Hel'));
    expect(await socket.next('error', turn(socket))).toMatchObject({ code: 'timeout' });
    expect(await app.turnsUsed(user)).toBe(1);
  });
});

describe('a turn whose process died', () => {
  const restart = async () => (await TurnsApp.start({ beside: app })).close();
  const LOST = `UPDATE turns SET status = 'running', lease_until = now() - interval '1 second' WHERE id = $1`;

  it('G4 before its first token is ended and given back once, though two find it and its model fails too', async () => {
    const { user, socket } = await signedInSocket();
    await socket.next('done', turn(socket));
    app.model.next(hangs(), hangs());
    const id = turn(socket);
    await eventually(async () => (await rowOf(id))?.status === 'running');
    await app.sql.query(LOST, [id]);
    await Promise.all([1, 2].map(() => app.nest.get(TurnRecovery).recover()));
    expect(await rowOf(id)).toMatchObject({ status: 'failed', error_code: 'interrupted' });
    await socket.next('error', id);
    expect(await app.turnsUsed(user)).toBe(1);
  });

  it('G4 after its first token is ended and counts', async () => {
    const { user, socket } = await signedInSocket();
    const id = turn(socket);
    await socket.next('done', id);
    await app.sql.query(LOST, [id]);
    await restart();
    expect(await rowOf(id)).toMatchObject({ status: 'failed', error_code: 'interrupted' });
    expect(await app.turnsUsed(user)).toBe(1);
  });
});
