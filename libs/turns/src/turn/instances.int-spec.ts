import type { SignedInUser } from '@app/auth/testing';
import { stalls, streams } from '@app/llm/testing';
import { eventually, fairTimeOf } from '@app/platform/testing';
import { randomUUID } from 'node:crypto';
import { TurnsApp, type TestSocket } from '../testing/index.js';
import { TurnLeases } from './turn-leases.js';
import { TurnRecovery } from './turn-recovery.js';

const PLANS = { free: { features: ['turns'], quotas: { turns_per_day: 100 } } };

let here: TurnsApp;
let there: TurnsApp;
let user: SignedInUser;
let mine: TestSocket;
let other: TestSocket;
beforeAll(async () => {
  here = await TurnsApp.start({ plans: PLANS });
  there = await TurnsApp.start({ plans: PLANS, beside: here });
});
beforeEach(async () => {
  user = await here.user();
  mine = await here.socket(user);
  other = await there.socket(user);
});
afterEach(async () => {
  here.model.forgetPlans();
  await Promise.all([mine.close(), other.close()]);
});
afterAll(async () => {
  await there?.close();
  await here?.close();
});

async function stalledTurn(socket = mine): Promise<string> {
  here.model.next(stalls('Hel'));
  const id = randomUUID();
  socket.send({ type: 'turn', id, text: 'Hi' });
  await socket.next('delta', id);
  return id;
}

const lastCall = () => here.model.exchanges.at(-1)!;
const rowOf = async (id: string) =>
  (await here.sql.query<Record<string, unknown>[]>('SELECT * FROM turns WHERE id = $1', [id]))[0];
const lapse = (id: string) =>
  here.sql.query(`UPDATE turns SET lease_until = now() - interval '1 second' WHERE id = $1`, [id]);

describe('a turn that another instance runs', () => {
  it('W6 is stopped from here within a second, and both sides hear of it', async () => {
    const id = await stalledTurn();
    const { closed } = lastCall();
    other.send({ type: 'turn', id, text: 'Hi' });
    const tookMs = await fairTimeOf(async () => {
      other.send({ type: 'cancel', id });
      await closed;
    });
    expect(tookMs).toBeLessThan(1000);
    expect(await mine.next('done', id)).toMatchObject({ cancelled: true });
    expect(await other.next('done', id)).toMatchObject({ cancelled: true });
    expect(await here.turnsUsed(user)).toBe(1);
  });

  it('is stopped under whatever letters its id has', async () => {
    here.model.next(stalls('Hel'));
    const id = randomUUID().toUpperCase();
    mine.send({ type: 'turn', id, text: 'Hi' });
    await mine.next('delta', id);
    other.send({ type: 'cancel', id: id.toLowerCase() });
    expect(await mine.next('done', id)).toMatchObject({ cancelled: true });
  });

  it('is stopped at its next renewal where nobody hears notifications', async () => {
    const id = await stalledTurn();
    await here.sql.query('UPDATE turns SET stop_asked = true WHERE id = $1', [id]);
    await here.nest.get(TurnLeases).renew();
    expect(await mine.next('done', id)).toMatchObject({ cancelled: true });
  });

  it('cannot be stopped by somebody else', async () => {
    const id = await stalledTurn();
    const stranger = await there.user();
    await there.nest.get(TurnLeases).askToStop(id, stranger.actor.id);
    expect(await rowOf(id)).toMatchObject({ status: 'running', stop_asked: false });
    mine.send({ type: 'cancel', id });
    await mine.next('done', id);
  });

  it('W3 W6 keeps the socket that follows it busy, and asking twice doubles nothing', async () => {
    const gate = Promise.withResolvers<void>();
    here.model.next(async (call) => {
      stalls('a', 'b')(call);
      await gate.promise;
      call.response.end(
        'data: {"choices":[{"index":0,"delta":{"content":"c"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
      );
    });
    const id = randomUUID();
    mine.send({ type: 'turn', id, text: 'Hi' });
    await mine.next('delta', id);
    for (let n = 0; n < 3; n += 1) other.send({ type: 'turn', id, text: 'Hi' });
    const second = randomUUID();
    other.send({ type: 'turn', id: second, text: 'Hi' });
    expect(await other.next('error', second)).toMatchObject({ code: 'busy' });
    gate.resolve();
    await other.next('done', id);
    expect(other.deltas(id)).toEqual([
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
    ]);
    expect(other.frames.filter((frame) => frame.type === 'error' && frame.id === id)).toEqual([]);
    other.send({ type: 'turn', id: second, text: 'Hi' });
    await other.next('done', second);
    expect(await here.turnsUsed(user)).toBe(2);
  });

  it('W3 counts: of six at once on two instances three run, and the others cost nothing', async () => {
    const sockets = [mine, other, await here.socket(user), await there.socket(user), await here.socket(user)];
    here.model.always(stalls('Hel'));
    const ids = sockets.map((socket) => {
      const id = randomUUID();
      socket.send({ type: 'turn', id, text: 'Hi' });
      return id;
    });
    const answers = await Promise.all(
      sockets.map((socket, n) => Promise.race([socket.next('delta', ids[n]), socket.next('error', ids[n])])),
    );
    expect(answers.filter(({ type }) => type === 'delta')).toHaveLength(3);
    expect(answers.filter((answer) => answer.type === 'error' && answer.code === 'busy')).toHaveLength(2);
    expect(await here.turnsUsed(user)).toBe(3);
    for (const [n, socket] of sockets.entries())
      if (answers[n]!.type === 'delta') socket.send({ type: 'cancel', id: ids[n] });
    await Promise.all(sockets.map((socket, n) => answers[n]!.type === 'delta' && socket.next('done', ids[n])));
    here.model.always(streams(0, 'Hello'));
    await Promise.all(sockets.slice(2).map((socket) => socket.close()));
  });

  it('stops when its conversation is deleted there', async () => {
    const id = await stalledTurn();
    const { closed } = lastCall();
    const { conversation_id } = (await rowOf(id))!;
    expect((await there.call(user, 'DELETE', `/conversations/${conversation_id as string}`)).status).toBe(204);
    await here.nest.get(TurnLeases).renew();
    await closed;
    expect(await mine.next('error', id)).toMatchObject({ code: 'interrupted' });
  });
});

describe('F7 the lease of a turn', () => {
  it('is renewed as long as its process lives, and nobody ends the turn', async () => {
    const id = await stalledTurn();
    await lapse(id);
    await here.nest.get(TurnLeases).renew();
    await there.nest.get(TurnRecovery).recover();
    expect(await rowOf(id)).toMatchObject({ status: 'running' });
    mine.send({ type: 'cancel', id });
    await mine.next('done', id);
  });

  it('that ran out lets others end it: its user gets a clear error here and there, and may try again', async () => {
    const id = await stalledTurn();
    const { closed } = lastCall();
    other.send({ type: 'turn', id, text: 'Hi' });
    await lapse(id);
    await there.nest.get(TurnRecovery).recover();
    expect(await other.next('error', id)).toMatchObject({ code: 'interrupted' });
    await here.nest.get(TurnLeases).renew();
    await closed;
    expect(await mine.next('error', id)).toMatchObject({ code: 'interrupted' });
    expect(await here.turnsUsed(user)).toBe(1);
    here.model.next(streams(0, 'Hello'));
    const again = await here.socket(user);
    again.send({ type: 'turn', id, text: 'Hi' });
    await again.next('done', id);
    expect(await rowOf(id)).toMatchObject({ status: 'completed', answer: 'Hello' });
    await again.close();
  });

  it('that ran out unnoticed: an answer that comes to its end too late is no answer', async () => {
    const gate = Promise.withResolvers<void>();
    here.model.next(async (call) => {
      stalls('Hel')(call);
      await gate.promise;
      call.response.end('data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
    });
    const id = randomUUID();
    mine.send({ type: 'turn', id, text: 'Hi' });
    await mine.next('delta', id);
    await lapse(id);
    await there.nest.get(TurnRecovery).recover();
    gate.resolve();
    expect(await mine.next('error', id)).toMatchObject({ code: 'interrupted' });
    expect(await rowOf(id)).toMatchObject({ status: 'failed', error_code: 'interrupted' });
  });

  it('F2 is judged by nobody who was without the database lately', async () => {
    const id = await stalledTurn();
    const recovery = there.nest.get(TurnRecovery);
    const leases = there.nest.get(TurnLeases);
    const { lapsed } = leases;
    leases.lapsed = () => Promise.reject(new Error('the database is gone'));
    await recovery.recover();
    leases.lapsed = lapsed;
    await lapse(id);
    await recovery.recover();
    expect(await rowOf(id)).toMatchObject({ status: 'running' });
    await here.nest.get(TurnRecovery).recover();
    await eventually(async () => (await rowOf(id))?.status === 'failed');
    await here.nest.get(TurnLeases).renew();
    await mine.next('error', id);
  });
});
